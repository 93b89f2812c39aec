import { beforeEach, describe, expect, it } from 'vitest';
import type { Interval } from '../../../src/domain/interval.ts';
import { createLedger } from '../../../src/ledger/ledger.ts';
import {
  prunableOf,
  prunableTemporary,
  removePrunable,
  supersededExports,
} from '../../../src/ledger/prune.ts';
import type { Claim } from '../../../src/ledger/types.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  AT,
  claim,
  manifest,
  owner,
  publishWindow,
  QUERY,
  REF,
  release,
} from '../../support/ledger-documents.ts';
import { createMemoryStore } from '../../support/memory-store.ts';

const WINDOW: Interval = { start: 0, end: 99 };
const OTHER: Interval = { start: 100, end: 199 };
const HOUR_MS = 3_600_000;

let store: Store;
beforeEach(async () => {
  store = createMemoryStore();
  await createLedger(store).bindDataset(REF, QUERY);
});

async function claimNext(window: Interval, exportId: string): Promise<number> {
  const ledger = createLedger(store);
  const { generation: after } = await ledger.window(REF, window);
  await ledger.claim(REF, window, { after, exportId, owner: owner('parent'), at: AT });
  return after + 1;
}

async function publish(window: Interval, exportId: string): Promise<void> {
  const generation = await claimNext(window, exportId);
  await publishWindow(store, manifest(window, { exportId, generation }), window);
}

async function stage(exportId: string, run = 'run'): Promise<string> {
  const folder = createLedger(store).stagingFolder(REF, exportId);
  const staged = await store.openStage({ folder, run }, { resumeFrom: 'sameRun' });
  await staged.append(new Uint8Array(4));
  await staged.close();
  return staged.name;
}

/** What is out of use; everything here is younger than `laterMs`. */
async function found(laterMs = HOUR_MS): Promise<string[]> {
  const names: string[] = [];
  for await (const { kind, key } of prunableOf(store, REF, Date.now() + laterMs)) {
    names.push(`${kind} ${key.split('/').slice(-2).join('/')}`);
  }
  return names.map((name) => name.replace(/-[0-9a-f]{16}\.part$/, ''));
}

const FOLDER = '19700101T000000Z_19700101T000139Z';

describe('superseded files', () => {
  it('are those of earlier generations than the manifest', async () => {
    await publish(WINDOW, 'a');
    await publish(OTHER, 'x');
    expect(await found()).toEqual([]);
    await publish(WINDOW, 'b');
    await publish(WINDOW, 'c');
    expect(await found()).toEqual([`superseded ${FOLDER}/a.csv`, `superseded ${FOLDER}/b.csv`]);
  });

  it('stay for the grace time from when they were superseded', async () => {
    await publish(WINDOW, 'a');
    await publish(WINDOW, 'b');
    expect(await found(-HOUR_MS)).toEqual([]);
    // The old file is as old as one likes: the manifest that superseded it is not.
    const real = store.changedMs;
    store = {
      ...store,
      changedMs: (key) => (key.endsWith('a.csv') ? Promise.resolve(0) : real(key)),
    };
    expect(await found(-HOUR_MS)).toEqual([]);
    expect(await found()).toEqual([`superseded ${FOLDER}/a.csv`]);
  });

  it('do not include what is published but not yet named: its job is claimed', async () => {
    await publish(WINDOW, 'a');
    await claimNext(WINDOW, 'b');
    await store.publishStage(await stage('b'), `default/nightly/${FOLDER}/b.csv`);
    expect(await found()).toEqual([]);
  });

  it('do not include files that nothing tells of, nor those of other kinds', async () => {
    await publish(WINDOW, 'a');
    await publish(WINDOW, 'b');
    await store.putIfAbsent(`default/nightly/${FOLDER}/own.csv`, new Uint8Array(1));
    await store.putIfAbsent(`default/nightly/${FOLDER}/a.csv.md5`, new Uint8Array(1));
    await store.putIfAbsent(`default/nightly/${FOLDER}/a.parquet`, new Uint8Array(1));
    expect(await found()).toEqual([`superseded ${FOLDER}/a.csv`]);
  });

  it('stay, all of them, when the file that the manifest names is not there', async () => {
    await publish(WINDOW, 'a');
    await publish(WINDOW, 'b');
    await publish(WINDOW, 'c');
    await store.remove(`default/nightly/${FOLDER}/c.csv`);
    expect(await found()).toEqual([]);
  });

  it.each<{ name: string; claims: Claim[]; generation: number; want: string[] }>([
    {
      name: 'the one before',
      claims: [claim(1, 'a'), claim(2, 'now')],
      generation: 2,
      want: ['a'],
    },
    {
      name: 'not one that is claimed above the manifest',
      claims: [claim(1, 'a'), claim(2, 'now'), claim(3, 'b')],
      generation: 2,
      want: ['a'],
    },
    {
      name: 'not one that was taken over and is claimed again',
      claims: [claim(1, 'a'), claim(2, 'now'), claim(3, 'a')],
      generation: 2,
      want: [],
    },
    {
      name: 'not the one that the manifest names, taken over from another run',
      claims: [claim(1, 'now'), claim(2, 'now')],
      generation: 2,
      want: [],
    },
    {
      name: 'one that was released',
      claims: [claim(1, 'a'), release(2), claim(3, 'now')],
      generation: 3,
      want: ['a'],
    },
    {
      name: 'none without claims, as in a copy of the visible files',
      claims: [],
      generation: 2,
      want: [],
    },
  ])('are by their claims $name', ({ claims, generation, want }) => {
    expect([
      ...supersededExports(manifest(WINDOW, { generation, exportId: 'now' }), claims),
    ]).toEqual(want);
  });

  it('are by the manifest the one that it says it supersedes, when its claims are gone', () => {
    const supersedes = { generation: 1, exportId: 'a', file: 'a.csv' };
    const document = manifest(WINDOW, { generation: 2, exportId: 'now', supersedes });
    expect([...supersededExports(document, [])]).toEqual(['a']);
  });
});

describe('stale staging', () => {
  it('is that of a published job, of a released one and of one without any claim', async () => {
    await publish(WINDOW, 'a');
    await claimNext(OTHER, 'b');
    const at = { reason: 'Failed', owner: owner('parent'), at: AT };
    await createLedger(store).release(REF, OTHER, { after: 1, ...at });
    for (const exportId of ['a', 'b', 'c']) await stage(exportId);
    expect(await found()).toEqual(['staged a/run', 'staged b/run', 'staged c/run']);
    expect(await found(-HOUR_MS)).toEqual([]);
  });

  it('is not that of a live claim, also above a manifest or where the file is gone', async () => {
    await publish(WINDOW, 'a');
    await claimNext(WINDOW, 'b');
    await publish(OTHER, 'c');
    await store.remove('default/nightly/19700101T000140Z_19700101T000319Z/c.csv');
    await stage('b');
    await stage('c');
    expect(await found()).toEqual([]);
  });

  it('is not that of a job that is claimed while the parts are looked at', async () => {
    const real = store.listStaged;
    store = {
      ...store,
      async listStaged(folder) {
        await claimNext(WINDOW, 'late');
        await stage('late');
        return real(folder);
      },
    };
    expect(await found()).toEqual([]);
  });
});

it('temporary documents are left over after an hour, or after a longer grace time', async () => {
  const now = Date.now();
  const ages = [0.9, 1.1, 3].map((hours) => now - hours * HOUR_MS);
  const listTemporary = () =>
    Promise.resolve(ages.map((changedMs) => ({ key: `${changedMs}`, bytes: 1, changedMs })));
  const left = async (before: number) => {
    const keys: string[] = [];
    const items = prunableTemporary({ ...store, listTemporary }, before);
    for await (const { key } of items) keys.push(key);
    return keys;
  };
  expect(await left(now)).toEqual([`${ages[1]}`, `${ages[2]}`]);
  expect(await left(now - 2 * HOUR_MS)).toEqual([`${ages[2]}`]);
});

it('removes what it found, and the rest stays', async () => {
  await publish(WINDOW, 'a');
  await publish(WINDOW, 'b');
  await stage('a');
  const before = Date.now() + HOUR_MS;
  for await (const item of prunableOf(store, REF, before)) await removePrunable(store, item);
  expect(await found()).toEqual([]);
  expect(await store.listStaged('default/nightly')).toEqual([]);
  expect(await createLedger(store).window(REF, WINDOW)).toMatchObject({
    manifest: { exportId: 'b' },
  });
});
