import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '../../src/emulator/index.ts';
import { install, type Installation } from '../support/extraction.ts';
import { publishedWindows, visibleFiles } from '../support/published.ts';
import { requestFor, runExtract, startExtract } from '../support/requests.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const US_SECRET = 'us-secret-of-this-test';
const EMEA_SECRET = 'emea-secret-of-this-test';
const PACE = {
  startTime: '2026-11-20T12:00:00Z',
  ...{ queueSeconds: 0, processingSeconds: 0, statusLagSeconds: 0, callsPerSpan: null },
};

/** Two subscriptions that take no user of the other's, one worker that serves both. */
describe('one worker with two Marketo instances', () => {
  let at: Installation;
  let us: Emulator;
  let conf: TemporaryFolder;

  beforeAll(async () => {
    conf = await makeTemporaryFolder();
    const usUser = { clientId: 'us-user', clientSecret: US_SECRET };
    us = await startEmulator({ ...PACE, seed: 2, activitiesPerDay: 300, users: [usUser] });
    const emeaUser = { clientId: 'emea-user', clientSecret: EMEA_SECRET };
    const file = join(conf.path, 'instances.json');
    at = await install({
      workers: 0,
      emulator: { ...PACE, users: [emeaUser] },
      env: { MARKETO_INSTANCES_FILE: file, US_SECRET },
    });
    await writeFile(join(conf.path, 'emea.secret'), EMEA_SECRET);
    const instances = {
      emea: {
        ...{ baseUrl: at.emulator.url, clientId: 'emea-user' },
        clientSecret: { file: 'emea.secret' },
      },
      us: { baseUrl: us.url, clientId: 'us-user', clientSecret: { env: 'US_SECRET' } },
    };
    await writeFile(file, JSON.stringify({ instances }));
    const none = { MARKETO_BASE_URL: '', MARKETO_CLIENT_ID: '', MARKETO_CLIENT_SECRET: '' };
    await at.startWorker(none);
  });
  afterAll(async () => {
    await at[Symbol.asyncDispose]();
    await us.close();
    await conf.remove();
  });

  it('exports from both at once, and neither ever sees credentials, a token or a job of the other', async () => {
    // Also when a token is renewed in the middle.
    us.addFaults({ on: 'file', times: 1, do: { errorCode: '602', errorMessage: 'expired' } });
    const request = requestFor('2026-10-01', '2026-10-28', { dataset: 'same', concurrency: 3 });
    const [emeaResult, usResult] = await Promise.all([
      runExtract(at, { ...request, instance: 'emea' }),
      runExtract(at, { ...request, instance: 'us' }),
    ]);

    expect(emeaResult).toMatchObject({ instance: 'emea', records: 28 * 400 });
    expect(usResult).toMatchObject({ instance: 'us', records: 28 * 300 });
    const sides = [
      { marketo: at.emulator, user: 'emea-user', result: emeaResult },
      { marketo: us, user: 'us-user', result: usResult },
    ];
    for (const { marketo, user, result } of sides) {
      const calls = marketo.log();
      const jobs = marketo.jobs().map(({ exportId }) => exportId);
      expect(jobs).toHaveLength(4);
      expect(result.windows.map(({ exportId }) => exportId).sort()).toEqual(jobs.sort());
      expect(calls.filter(({ errorCode }) => errorCode !== null && errorCode !== '602')).toEqual(
        [],
      );
      expect(calls.filter(({ httpStatus }) => (httpStatus ?? 0) >= 400)).toEqual([]);
      const users = calls.filter(({ operation }) => operation !== 'identity');
      expect([...new Set(users.map((call) => call.user))]).toEqual([user]);
      const named = calls.flatMap(({ exportId }) => exportId ?? []);
      expect(named.filter((exportId) => !jobs.includes(exportId))).toEqual([]);
    }
  });

  it('keeps a dataset for each, also of the same name', async () => {
    const windows = await publishedWindows(at.folder);
    expect(windows).toHaveLength(8);
    const folders = (await visibleFiles(at.folder)).map((path) => path.split('/', 2).join('/'));
    expect([...new Set(folders)]).toEqual(['emea/same', 'us/same']);
  });

  it('names the instances at its start and the instance in the lines of each step, and never a secret', () => {
    const [worker] = at.workers;
    const logs = worker!.logs();
    const started = logs.filter(({ msg }) => msg === 'Marketo instance');
    expect(started).toMatchObject([
      { instance: 'emea', baseUrl: at.emulator.url, callsPer20s: 100 },
      { instance: 'us', baseUrl: us.url },
    ]);
    const published = logs.filter(({ msg }) => msg === 'window published');
    expect(published.map(({ instance }) => instance).sort()).toEqual([
      ...Array<string>(4).fill('emea'),
      ...Array<string>(4).fill('us'),
    ]);
    expect(worker!.output()).not.toContain(US_SECRET);
    expect(worker!.output()).not.toContain(EMEA_SECRET);
  });

  it('waits for credentials of one instance while the other goes on, and says which', async () => {
    us.addFaults({ on: 'create', do: { errorCode: '603', errorMessage: 'no' } });
    const request = requestFor('2026-09-01', '2026-09-01', { dataset: randomUUID() });
    const refused = await startExtract(at, { ...request, instance: 'us' });
    await expect(refused.result()).rejects.toMatchObject({
      cause: {
        message: expect.stringMatching(/us: create export: Marketo refused with 603/) as string,
      },
    });
    expect((await runExtract(at, { ...request, instance: 'emea' })).windows).toHaveLength(1);
  });
});
