/** Contract §2.3–2.5: the life of one export, from create to its file. This one is paid for. */
import { expect, it } from 'vitest';
import { about, hasEnded, jobOf, messageOf, verdictOf, type Job } from './exports.ts';
import type { Current, Run } from './run.ts';

const LIVE_FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const STATES = ['Created', 'Queued', 'Processing', 'Completed'];
const MEMBERS = [
  'exportId',
  'format',
  'status',
  'createdAt',
  'queuedAt',
  'startedAt',
  'finishedAt',
  'numberOfRecords',
  'fileSize',
  'fileChecksum',
];

export function jobSuite(current: Current): void {
  it('is created as Created, whether or not fields are named', async () => {
    const { exports, main, observed, target } = current();
    const filter = { createdAt: target.window };
    const bare = await exports.create({ filter });
    observed.compare('§2.2', 'create without fields', 'accepted', verdictOf(bare));
    const job = jobOf(bare.json?.success === true ? bare : await createWithFields(current()));
    main.exportId = String(job['exportId']);
    expect(job).toMatchObject({ status: 'Created', format: 'CSV' });
    expect(Date.parse(String(job['createdAt']))).not.toBeNaN();
    describeCreated(current(), job);
  });

  it('has no file before it is completed: HTTP 404 in plain text', async () => {
    const { wire } = current();
    const file = await wire.call(about(idOf(current()), 'file'));
    expect(file.status).toBe(404);
    expect(file.header('content-type')).toMatch(/^text\/plain/);
  });

  it('is enqueued as Queued, with queuedAt', async () => {
    const { exports } = current();
    const job = jobOf(await exports.enqueue(idOf(current())));
    expect(job['status']).toBe('Queued');
    expect(Date.parse(String(job['queuedAt']))).not.toBeNaN();
  });

  it('is not enqueued twice: 1029', async () => {
    const { observed, wire } = current();
    const reply = await wire.call(about(idOf(current()), 'enqueue'));
    expect(verdictOf(reply)).toBe('1029');
    observed.compare('§4.2', 'words of a second enqueue', 'Job already queued', messageOf(reply));
  });

  it('goes through its states in order to Completed, whole at once', async () => {
    const { exports, main, observed } = current();
    const states: string[] = [];
    const exportId = idOf(current());
    const job = await exports.follow(exportId, hasEnded, ({ status }) =>
      states.push(String(status)),
    );
    observed.note('§8.28', 'status just after enqueue', states[0] ?? 'none');
    const order = states.map((state) => STATES.indexOf(state));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(job['status'], String(job['errorMsg'])).toBe('Completed');
    main.job = job;
    noteTimes(current(), job);
  });

  it('says when it is completed how many records and bytes its file has, and their SHA-256', () => {
    const { job = {} } = current().main;
    expect(job).toMatchObject({
      numberOfRecords: expect.any(Number) as number,
      fileSize: expect.any(Number) as number,
      fileChecksum: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
    });
    const order = Object.keys(job).join(', ');
    current().observed.compare('§2.3', 'members of a completed job', MEMBERS.join(', '), order);
  });
}

function createWithFields({ exports, target }: Run) {
  const fields = ['marketoGUID', 'leadId', 'activityDate', 'activityTypeId', 'attributes'];
  return exports.create({ filter: { createdAt: target.window }, fields });
}

function idOf({ main }: Run): string {
  if (main.exportId === undefined) throw new Error('The export was not created');
  return main.exportId;
}

function describeCreated({ observed }: Run, job: Job): void {
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(String(job['exportId']));
  observed.compare('§2.3', 'exportId', 'UUID in lower case', uuid ? 'UUID in lower case' : 'other');
  const absent = 'finishedAt' in job ? String(job['finishedAt']) : 'omitted';
  observed.compare('§8.9', 'members that a job does not have', 'omitted', absent);
  const queuedAt = job['queuedAt'] == null ? 'absent' : 'shown';
  observed.compare('§8.8', 'queuedAt of a created job', 'absent', queuedAt);
  const live = LIVE_FORM.test(String(job['createdAt'])) ? 'YYYY-MM-DDThh:mm:ssZ' : 'another form';
  observed.compare('§2.3', 'dates of a job', 'YYYY-MM-DDThh:mm:ssZ', live);
}

function noteTimes({ observed }: Run, job: Job): void {
  const seconds = (from: string, to: string) =>
    `${(Date.parse(String(job[to])) - Date.parse(String(job[from]))) / 1000} s`;
  observed.note('§2.4', 'from Queued to Processing', seconds('queuedAt', 'startedAt'));
  observed.note('§2.4', 'from Processing to Completed', seconds('startedAt', 'finishedAt'));
}
