import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Interval } from '../../src/domain/interval.ts';
import { windowName } from '../../src/domain/windows.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { verifyDatasets } from '../../src/ledger/verify/destination.ts';
import { createFileStore } from '../../src/store/file/file-store.ts';
import type { Store } from '../../src/store/store.ts';
import { AT, manifest, owner, publishWindow, QUERY, REF } from '../support/ledger-documents.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { spawnCli } from '../support/spawn-cli.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const SHA256 = createHash('sha256').update(new Uint8Array(4)).digest('hex');

async function publish(store: Store, exportId: string, window: Interval): Promise<void> {
  const ledger = createLedger(store);
  const { generation: after } = await ledger.window(REF, window);
  await ledger.claim(REF, window, { after, exportId, owner: owner('parent'), at: AT });
  const members = { generation: after + 1, exportId, sha256: SHA256 };
  await publishWindow(store, manifest(window, members), window);
}

async function breaches(store: Store) {
  const all = [];
  for await (const report of verifyDatasets(store, [REF])) all.push(...report.breaches);
  return all;
}

it('a prune that is killed leaves a whole store, and the next one goes on', async () => {
  const { path: root, remove } = await makeTemporaryFolder();
  onTestFinished(remove);
  const store = createFileStore({ root });
  await store.identity({ create: true });
  await createLedger(store).bindDataset(REF, QUERY);
  const windows = Array.from({ length: 40 }, (_, i) => ({ start: i * 100, end: i * 100 + 99 }));
  for (const age of ['old', 'new'])
    await Promise.all(windows.map((window) => publish(store, `${age}-${window.start}`, window)));

  const env = { EXTRACT_DESTINATION: `file:${root}` };
  const args = ['prune', '--grace', 'PT0S'];
  const killed = spawnCli([...args, '--yes'], { env });
  await killed.waitForLine((line) => line.startsWith('removed'));
  await killed.kill('SIGKILL');
  expect(await breaches(store)).toEqual([]);

  const left = await runInProcess([...args, '--yes'], env);
  expect(left.out).not.toBe(''); // it was killed on its way
  expect(await breaches(store)).toEqual([]);
  expect(await runInProcess(args, env)).toMatchObject({ code: 0, out: '' });
  for (const window of windows) {
    const files = await readdir(join(root, 'default/nightly', windowName(window)));
    expect(files).toContain(`new-${window.start}.csv`);
  }
}, 90_000);
