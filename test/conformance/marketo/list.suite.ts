/** Contract §2.4 and §2.5: cancelled jobs, and the list of all of them. */
import { expect, it } from 'vitest';
import {
  about,
  EXPORT,
  hasEnded,
  isCancelled,
  jobOf,
  messageOf,
  verdictOf,
  type Job,
} from './exports.ts';
import { mainOf, type Current, type Run } from './run.ts';

const WEEK_MS = 7 * 86_400_000;
/** Of 300 jobs; a list that is longer is not read to its end. */
const MOST_PAGES = 20;

export function listSuite(current: Current): void {
  it('a created job is cancelled, stays so, and is not enqueued any more', async () => {
    const { exports, observed, target, wire } = current();
    const job = jobOf(await exports.create({ filter: { createdAt: target.window } }));
    const exportId = String(job['exportId']);
    const cancelled = jobOf(await wire.call(about(exportId, 'cancel')));
    expect(isCancelled(cancelled)).toBe(true);
    observed.compare('§8.14', 'spelling of cancelled', 'Cancelled', String(cancelled['status']));
    expect(isCancelled(await exports.follow(exportId, isCancelled))).toBe(true);
    const enqueue = await wire.call(about(exportId, 'enqueue'));
    observed.compare('§8.27', 'enqueue of a cancelled job', '1003', verdictOf(enqueue));
    observed.note('§8.27', 'words of it', messageOf(enqueue));
    const again = await wire.call(about(exportId, 'cancel'));
    observed.compare('§8.5', 'second cancel', '1003', verdictOf(again));
  });

  it('the list has the jobs of the last seven days only, each once, with those just created', async () => {
    const { exports } = current();
    const jobs = await everyJob(current());
    const ids = jobs.map(({ exportId }) => String(exportId));
    expect(new Set(ids).size).toBe(ids.length);
    expect(exports.created.filter((exportId) => !ids.includes(exportId))).toEqual([]);
    // A little more than a week: clocks differ, and a page may be asked for a moment later.
    const oldestMs = Date.now() - WEEK_MS - 3_600_000;
    expect(jobs.filter(({ createdAt }) => Date.parse(String(createdAt)) < oldestMs)).toEqual([]);
  });

  it('a page has as many jobs as asked for, and the token leads to others', async () => {
    const first = await page(current(), { batchSize: '2' });
    expect(first.jobs).toHaveLength(2);
    const second = await page(current(), { batchSize: '2', nextPageToken: first.next ?? '' });
    expect(second.jobs.length).toBeGreaterThan(0);
    const ids = [...first.jobs, ...second.jobs].map(({ exportId }) => exportId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('a list of states has jobs in these states only', async () => {
    const jobs = await everyJob(current(), { status: 'Completed,Failed' });
    const states = new Set(jobs.map(({ status }) => status));
    expect([...states].filter((state) => state !== 'Completed' && state !== 'Failed')).toEqual([]);
    expect(jobs.map(({ exportId }) => exportId)).toContain(current().main.exportId);
  });

  it.each([
    ['repeated states', ['Created', 'Completed']],
    ['states in lower case', 'created,completed'],
  ])('how the list takes %s is written down', async (what, status) => {
    const jobs = await everyJob(current(), { status });
    const taken = jobs.some(({ exportId }) => exportId === current().main.exportId);
    current().observed.compare('§2.5', `list with ${what}`, 'taken', taken ? 'taken' : 'not taken');
  });

  it.each(['Cancelled', 'Canceled', 'cancelled', 'canceled'])(
    'whether the list finds cancelled jobs by %s is written down',
    async (status) => {
      const jobs = await everyJob(current(), { status });
      const found = jobs.some(isCancelled) && jobs.every(isCancelled) ? 'found' : 'not found';
      current().observed.compare('§2.4', `list with ${status}`, 'found', found);
    },
  );

  it.each(['301', '0', 'many'])(
    'how the list takes a batchSize of %s is written down',
    async (batchSize) => {
      const { observed, wire } = current();
      const reply = await wire.call({ path: `${EXPORT}.json`, query: { batchSize } });
      observed.compare('§2.5', `batchSize ${batchSize}`, 'accepted', verdictOf(reply));
    },
  );

  // The last one: nobody says that the job outlives it.
  it('what becomes of a completed job that is cancelled and enqueued is written down', async () => {
    const { exports, observed, wire } = current();
    const { exportId, file } = mainOf(current());
    const cancel = await wire.call(about(exportId, 'cancel'));
    observed.compare('§8.5', 'cancel of a completed job', '1003', verdictOf(cancel));
    observed.note('§8.5', 'words of it', messageOf(cancel));
    const enqueue = await wire.call(about(exportId, 'enqueue'));
    observed.compare('§8.27', 'enqueue of a completed job', '1029', verdictOf(enqueue));
    const { status } = await exports.follow(exportId, hasEnded);
    observed.compare('§8.5', 'state after both', 'Completed', String(status));
    const { bytes } = await wire.call(about(exportId, 'file'));
    observed.compare(
      '§8.5',
      'file after both',
      'the same',
      bytes.equals(file) ? 'the same' : 'another',
    );
  });
}

type Query = Readonly<Record<string, string | string[]>>;

async function page({ wire }: Run, query: Query): Promise<{ jobs: readonly Job[]; next?: string }> {
  const { json } = await wire.call({ path: `${EXPORT}.json`, query });
  expect(json).toMatchObject({ success: true });
  const next = json?.nextPageToken;
  return { jobs: json?.result ?? [], ...(typeof next === 'string' ? { next } : {}) };
}

/** Every page up to the one without a token. */
async function everyJob(run: Run, query: Query = {}): Promise<Job[]> {
  const all: Job[] = [];
  let token: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const more = token === undefined ? {} : { nextPageToken: token };
    const { jobs, next } = await page(run, { ...query, ...more });
    all.push(...jobs);
    token = next;
    if (token === undefined) return all;
  }
  return all;
}
