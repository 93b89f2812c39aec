import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLedger } from '../../src/ledger/ledger.ts';
import { prunableOf, removePrunable } from '../../src/ledger/prune.ts';
import { DataFileMissingError } from '../../src/ledger/publish.ts';
import { StagingLostError, type Store } from '../../src/store/store.ts';
import { AT, manifest, owner, publishWindow, REF } from '../support/ledger-documents.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { burstyChoices, deaths } from '../support/schedules.ts';
import { type Schedule, stepper } from '../support/stepper.ts';

const WINDOW = { start: 0, end: 99 };
const FOLDER = '19700101T000000Z_19700101T000139Z';

/** Every access to the store becomes a step; after each removal the published window must still be whole. */
function stepping(store: Store, step: () => Promise<void>): Store {
  const whole = () => expectWhole(store);
  return {
    ...store,
    read: (key) => step().then(() => store.read(key)),
    putIfAbsent: (key, body) => step().then(() => store.putIfAbsent(key, body)),
    replaceIfNewer: (...args) => step().then(() => store.replaceIfNewer(...args)),
    list: (prefix) => step().then(() => store.list(prefix)),
    folders: (folder) => step().then(() => store.folders(folder)),
    size: (key) => step().then(() => store.size(key)),
    changedMs: (key) => step().then(() => store.changedMs(key)),
    openStage: (...args) => step().then(() => store.openStage(...args)),
    publishStage: (...args) => step().then(() => store.publishStage(...args)),
    listStaged: (folder) => step().then(() => store.listStaged(folder)),
    remove: (key) => step().then(() => store.remove(key).then(whole)),
    removeStaged: (key) => step().then(() => store.removeStaged(key)),
  };
}

async function expectWhole(store: Store): Promise<void> {
  expect(await createLedger(store).window(REF, WINDOW)).not.toHaveProperty('untrustedManifest');
}

/** Exports the window anew, whatever is there, or takes over what another has claimed. */
async function refresh(store: Store, me: number, late: number[]): Promise<void> {
  const ledger = createLedger(store);
  const { generation: after } = await ledger.window(REF, WINDOW);
  const exportId = `job-${me}`;
  const claimed = await ledger.claim(REF, WINDOW, {
    after,
    exportId,
    owner: owner(`${me}`),
    at: AT,
  });
  if (claimed.outcome !== 'own') return;
  const document = manifest(WINDOW, { generation: claimed.generation, exportId });
  try {
    await publishWindow(store, document, WINDOW);
  } catch (error) {
    if (!(error instanceof DataFileMissingError || error instanceof StagingLostError)) throw error;
    late.push(claimed.generation);
  }
}

/** With no grace time at all. */
async function prune(store: Store): Promise<void> {
  for await (const item of prunableOf(store, REF, Infinity)) await removePrunable(store, item);
}

async function play(schedule: Schedule) {
  const store = createMemoryStore();
  const first = manifest(WINDOW, { generation: 1, exportId: 'first' });
  await createLedger(store).claim(REF, WINDOW, {
    ...{ after: 0, exportId: 'first', owner: owner('first'), at: AT },
  });
  await publishWindow(store, first, WINDOW);
  const stepped = stepping(store, stepper.step);
  const late: number[] = [];
  const actors = [
    () => refresh(stepped, 1, late),
    () => refresh(stepped, 2, late).then(() => refresh(stepped, 3, late)),
    () => prune(stepped).then(() => prune(stepped)),
  ];
  await stepper.run(actors, schedule);
  return { store, late };
}

describe('pruning without any grace while a window is exported anew', { timeout: 120_000 }, () => {
  it('never takes the file that the manifest names, in any interleaving', async () => {
    await fc.assert(
      fc.asyncProperty(burstyChoices(3), async (choices) => {
        const { store, late } = await play({ choices });
        const { manifest: standing } = await createLedger(store).window(REF, WINDOW);
        expect(standing?.exportId).toMatch(/^job-/);
        // Only whoever was overtaken by a later generation may find its bytes gone.
        for (const generation of late) expect(generation).toBeLessThan(standing!.generation);
        await prune(store);
        const files = await store.list(`default/nightly/${FOLDER}/`);
        expect(files.map((key) => key.split('/').at(-1))).toEqual([
          standing?.file,
          'manifest.json',
        ]);
      }),
      { numRuns: 100 },
    );
  });

  it('nor when any of them is killed at any step', async () => {
    await fc.assert(
      fc.asyncProperty(burstyChoices(3), deaths(3, 60), async (choices, killedBefore) => {
        const { store } = await play({ choices, killedBefore });
        await expectWhole(store);
        await prune(store);
        await expectWhole(store);
      }),
      { numRuns: 100 },
    );
  });
});
