import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { install, type Installation } from '../support/extraction.ts';
import { recordedHistories } from '../support/histories.ts';
import { publishedWindows, visibleFiles } from '../support/published.ts';
import { requestFor, runExtract, startExtract } from '../support/requests.ts';

describe('a file that Marketo sends wrong', () => {
  let at: Installation;
  beforeAll(async () => {
    at = await install({ env: { EXTRACT_REDOWNLOADS: '1' } });
  });
  beforeEach(() => at.emulator.clearFaults());
  afterAll(() => at[Symbol.asyncDispose]());

  it.each([
    { name: 'one byte wrong, once', fault: { corruptByteAt: 1_000 }, times: 1 },
    { name: 'cut in the middle, twice', fault: { cutAfterBytes: 20_000 }, times: 2 },
    { name: 'shorter than announced, once', fault: { shortBodyBytes: 20_000 }, times: 1 },
    { name: 'compressed although it was asked not to be, once', fault: { gzip: true }, times: 1 },
    { name: 'whole where a range was asked for, always', fault: { ignoreRange: true }, times: 99 },
  ])('$name: is published whole, from one job', async ({ name, fault, times }) => {
    const dataset = name.replaceAll(/\W+/g, '-');
    at.emulator.addFaults({ on: 'file', times, do: fault });
    const before = at.emulator.jobs().length;
    await runExtract(at, requestFor('2026-10-01', '2026-10-02', { dataset }));
    expect(await publishedWindows(`${at.folder}/default/${dataset}`)).toHaveLength(1);
    expect(at.emulator.jobs()).toHaveLength(before + 1);
  });

  it('one byte wrong, always: fails with both digests, publishes nothing, and is tried again for nothing', async () => {
    at.emulator.addFaults({ on: 'file', do: { corruptByteAt: 1_000 } });
    const request = requestFor('2026-10-01', '2026-10-02', { dataset: 'corrupt' });
    const handle = await startExtract(at, request);
    await expect(handle.result()).rejects.toMatchObject({
      cause: {
        type: 'FileMismatch',
        message: expect.stringMatching(/reported [0-9a-f]{64}, stored is [0-9a-f]{64}/) as string,
      },
    });
    const files = (await visibleFiles(at.folder)).filter((path) => path.includes('/corrupt/'));
    expect(files).toEqual(['default/corrupt/dataset.json']);

    at.emulator.clearFaults();
    const jobs = at.emulator.jobs().length;
    const again = await runExtract(at, request);
    expect(again.windows).toHaveLength(1);
    expect(at.emulator.jobs()).toHaveLength(jobs);
  });
});

it('no token, secret, row or e-mail address reaches histories, logs, failures and documents of a faulty run', async () => {
  const secret = 'a-secret-that-nobody-may-see';
  await using at = await install({
    workers: 1,
    emulator: { users: [{ clientId: 'reader@example.com', clientSecret: secret }] },
    env: { EXTRACT_LOG_LEVEL: 'trace' },
  });
  at.emulator.addFaults(
    { on: 'file', times: 1, do: { cutAfterBytes: 20_000 } },
    { on: 'status', times: 1, do: { httpStatus: 502, html: true } },
    { on: 'enqueue', times: 1, do: { errorCode: '602', errorMessage: 'Access token expired' } },
    { on: 'create', times: 1, do: { errorCode: '611', errorMessage: 'mail to lead@example.com' } },
  );
  const handle = await startExtract(at, requestFor('2026-10-01', '2026-10-02'));
  const { windows } = await handle.result();
  at.emulator.addFaults({
    on: 'create',
    do: { errorCode: '1003', errorMessage: 'no, lead@example.com' },
  });
  const refused = await startExtract(at, requestFor('2026-10-05', '2026-10-05'));
  const failure = inspect(await refused.result().catch((error: unknown) => error), { depth: null });
  const recorded = await Promise.all(
    [handle, refused].map(({ workflowId }) => recordedHistories(at.client, workflowId)),
  );
  const histories = JSON.stringify(recorded.flat().map(({ history }) => decoded(history)));
  const documents = await allDocuments(at.folder);
  const logs = at.workers[0]!.output();
  const [row = ''] = (await publishedRows(windows[0]!.dataUri)).slice(1);
  const guid = row.split(',')[0] ?? '';
  expect(guid.length).toBeGreaterThan(5);
  for (const text of [histories, logs, failure, documents]) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain('example.com');
    expect(text).not.toContain(guid);
    expect(text).not.toMatch(/Bearer |access_token|:int"/);
  }
  expect(logs).toContain(windows[0]!.exportId); // the search looks at the right text
  expect(histories).toContain(windows[0]!.exportId);
  expect(histories).toContain('MarketoRefused');
  expect(failure).toContain('1003');
  expect(documents).toContain(windows[0]!.sha256);
});

/** Everything in the folder but the data, names included. */
async function allDocuments(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.csv'));
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  return [...paths, ...texts].join('\n');
}

async function publishedRows(uri: string): Promise<string[]> {
  return (await readFile(fileURLToPath(uri), 'utf8')).split('\n');
}

/** Payloads in the clear. */
function decoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === 'data' && typeof member === 'string'
        ? Buffer.from(member, 'base64').toString('utf8')
        : decoded(member),
    ]),
  );
}
