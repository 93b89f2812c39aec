/**
 * The specification of the store port, run by every store (design §5). A store that other processes can open also
 * gets the suite of `store-processes.suite.ts`.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidKeyError, StagingLostError, type Store } from '../../../src/store/store.ts';

export interface StoreUnderTest {
  readonly store: Store;
  /** Another opening of the same bytes, as another process has it. */
  readonly again: Store;
  readonly dispose: () => Promise<void>;
}

const FOLDER = 'default/nightly/.staging/export-1';

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return new TextDecoder().decode(Buffer.concat(all));
}

export function storeConformance(name: string, makeStore: () => Promise<StoreUnderTest>): void {
  describe(`${name} as a store`, () => {
    let under: StoreUnderTest;
    beforeEach(async () => {
      under = await makeStore();
    });
    afterEach(() => under.dispose());
    const current = () => under;
    describe('documents', () => documents(current));
    describe('replaced documents', () => replacedDocuments(current));
    describe('listing', () => listing(current));
    describe('identity', () => identity(current));
    describe('keys', () => keys(current));
    describe('prefixes', () => prefixes(current));
    describe('staging', () => staging(current));
    describe('resuming', () => resuming(current));
    describe('publishing', () => publishing(current));
    describe('removing', () => removing(current));
  });
}

type Current = () => StoreUnderTest;

async function read(store: Store, key: string): Promise<string | undefined> {
  const body = await store.read(key);
  return body === undefined ? undefined : new TextDecoder().decode(body);
}

async function expectInvalidKey(attempt: () => Promise<unknown>): Promise<void> {
  await expect(Promise.resolve().then(attempt)).rejects.toThrow(InvalidKeyError);
}

/** A staged part of `text`, closed. */
async function leavePart(store: Store, run: string, text: string, fresh = true): Promise<string> {
  const place = { folder: FOLDER, run };
  // No part has 0 bytes or less, so a fresh one begins at byte 0.
  const stage = await store.openStage(place, {
    resumeFrom: 'anyRun',
    ...(fresh ? { maxBytes: 0 } : {}),
  });
  await stage.append(bytesOf(text));
  await stage.close();
  return stage.name;
}

function documents(current: Current): void {
  it('says undefined for a document that is not there', async () => {
    expect(await current().store.read('a/b.json')).toBeUndefined();
  });

  it('writes a document once and tells the second writer', async () => {
    const { store, again } = current();
    expect(await store.putIfAbsent('a/b.json', bytesOf('first'))).toBe(true);
    expect(await again.putIfAbsent('a/b.json', bytesOf('second'))).toBe(false);
    expect(await read(again, 'a/b.json')).toBe('first');
  });

  it('keeps an empty document', async () => {
    const { store } = current();
    expect(await store.putIfAbsent('empty', new Uint8Array())).toBe(true);
    expect(await read(store, 'empty')).toBe('');
    expect(await store.size('empty')).toBe(0);
  });

  it('has exactly one winner among 20 racing writers, whose document stays', async () => {
    const { store, again } = current();
    const racers = Array.from({ length: 20 }, (_, racer) =>
      (racer % 2 === 0 ? store : again).putIfAbsent('raced', bytesOf(`racer ${racer}`)),
    );
    const outcomes = await Promise.all(racers);
    const winners = outcomes.flatMap((won, racer) => (won ? [`racer ${racer}`] : []));
    expect(winners).toEqual([await read(store, 'raced')]);
  });
}

function replacedDocuments(current: Current): void {
  it.each([
    { name: 'nothing is stored', stored: [], put: 1, replaced: true },
    { name: 'a lower generation is stored', stored: [1], put: 2, replaced: true },
    { name: 'generations were passed over', stored: [1], put: 9, replaced: true },
    { name: 'the same generation is stored', stored: [2], put: 2, replaced: false },
    { name: 'a higher generation is stored', stored: [3], put: 2, replaced: false },
    { name: 'a higher one of more digits is stored', stored: [10], put: 9, replaced: false },
  ])('answers $replaced when $name', async ({ stored, put, replaced }) => {
    const { store, again } = current();
    for (const generation of stored) {
      expect(await store.replaceIfNewer('m.json', bytesOf(`old ${generation}`), generation)).toBe(
        true,
      );
    }
    expect(await again.replaceIfNewer('m.json', bytesOf('new'), put)).toBe(replaced);
    expect(await read(store, 'm.json')).toBe(replaced ? 'new' : `old ${stored.at(-1)}`);
  });

  it('ends with the highest generation, in whatever order racers come', async () => {
    const { store, again } = current();
    for (let round = 0; round < 5; round += 1) {
      const order = Array.from({ length: 20 }, (_, i) => ((i * 7 + round) % 20) + 1);
      const key = `round-${round}/m.json`;
      await Promise.all(
        order.map((generation, i) =>
          (i % 2 === 0 ? store : again).replaceIfNewer(key, bytesOf(`${generation}`), generation),
        ),
      );
      expect(await read(store, key)).toBe('20');
    }
  });

  it('lets one of several writers of the same generation win', async () => {
    const { store } = current();
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, i) => store.replaceIfNewer('m.json', bytesOf(`${i}`), 1)),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await read(store, 'm.json')).toBe(`${outcomes.indexOf(true)}`);
  });

  it.each([0, -1, 1.5, NaN])('refuses generation %d', async (generation) => {
    await expect(current().store.replaceIfNewer('m.json', bytesOf(''), generation)).rejects.toThrow(
      RangeError,
    );
  });
}

function listing(current: Current): void {
  it('lists nothing in an empty store', async () => {
    expect(await current().store.list('')).toEqual([]);
  });

  it('lists keys by prefix, sorted, claims included, staging and its own notes left out', async () => {
    const { store } = current();
    await store.identity({ create: true });
    await store.putIfAbsent('i/d/.claims/w/00000002.json', bytesOf('2'));
    await store.putIfAbsent('i/d/.claims/w/00000001.json', bytesOf('1'));
    await store.putIfAbsent('i/d-other/dataset.json', bytesOf('{}'));
    await store.putIfAbsent('i/d/dataset.json', bytesOf('{}'));
    await store.replaceIfNewer('i/d/w/manifest.json', bytesOf('{}'), 1);
    await leavePart(store, 'run', 'staged');
    const inDataset = [
      'i/d/.claims/w/00000001.json',
      'i/d/.claims/w/00000002.json',
      'i/d/dataset.json',
      'i/d/w/manifest.json',
    ];
    expect(await store.list('i/d/')).toEqual(inDataset);
    expect(await store.list('')).toEqual(['i/d-other/dataset.json', ...inDataset]);
    expect(await store.list('i/d/.claims/w/00000002')).toEqual(['i/d/.claims/w/00000002.json']);
    expect(await store.list('i/d')).toEqual(['i/d-other/dataset.json', ...inDataset]);
    expect(await store.list('i/none/')).toEqual([]);
    expect(await store.list('i/d/dataset.json/')).toEqual([]);
  });
}

function identity(current: Current): void {
  it('has none before it is asked to make one, and writes nothing', async () => {
    const { store } = current();
    expect(await store.identity({ create: false })).toBeUndefined();
    expect(await store.identity({ create: false })).toBeUndefined();
  });

  it('gives all the same id, also when they race for it', async () => {
    const { store, again } = current();
    const ids = await Promise.all(
      Array.from({ length: 10 }, (_, i) => (i % 2 ? store : again).identity({ create: true })),
    );
    expect(new Set(ids).size).toBe(1);
    expect(await again.identity({ create: false })).toBe(ids[0]);
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
  });
}

function keys(current: Current): void {
  const outside = ['', '/a', 'a/', 'a//b', '../a', 'a/../b', 'a/./b', 'a b', 'ä', 'a\\b', 'a\0'];

  it.each(outside)('refuses the key %j everywhere', async (key) => {
    const { store } = current();
    const stage = await store.openStage({ folder: FOLDER, run: 'run' }, { resumeFrom: 'sameRun' });
    await stage.close();
    const attempts = [
      () => store.read(key),
      () => store.putIfAbsent(key, bytesOf('')),
      () => store.replaceIfNewer(key, bytesOf(''), 1),
      () => store.size(key),
      () => store.openRead(key),
      () => store.changedMs(key),
      () => store.remove(key),
      () => store.removeStaged(`.staging/${key}/..`),
      () => store.openStage({ folder: `${key}/.staging/x`, run: 'run' }, { resumeFrom: 'sameRun' }),
      () => store.readStage(`.staging/${key}/..`),
      () => store.publishStage(stage.name, key),
      () => store.discardStage(`.staging/${key}/..`),
    ];
    for (const attempt of attempts) {
      await expectInvalidKey(attempt);
    }
    expect(() => store.uriOf(key)).toThrow(InvalidKeyError);
  });

  it('refuses to discard or read what is not staged, and documents under staging', async () => {
    const { store } = current();
    await store.putIfAbsent('i/d/dataset.json', bytesOf('{}'));
    for (const attempt of [
      () => store.discardStage('i/d'),
      () => store.discardStage('i/d/.staging'),
      () => store.readStage('i/d/dataset.json'),
      () => store.publishStage('i/d/dataset.json', 'i/d/x.csv'),
      () => store.removeStaged('i/d/dataset.json'),
      () => store.removeStaged('i/d/.staging'),
      () => store.remove('i/d/.staging/x/y.part'),
      () => store.changedMs('i/d/.staging/x/y.part'),
      () => store.putIfAbsent('i/d/.staging/x', bytesOf('')),
    ]) {
      await expectInvalidKey(attempt);
    }
    expect(await read(store, 'i/d/dataset.json')).toBe('{}');
  });

  it.each(['', 'a/b', '..', 'a b', 'a.b'])('refuses the run %j', async (run) => {
    const open = () =>
      current().store.openStage({ folder: FOLDER, run }, { resumeFrom: 'sameRun' });
    await expectInvalidKey(open);
  });
}

function prefixes(current: Current): void {
  it.each(['/', '../', 'a/../', 'a//', 'a b', '*'])('refuses to list by %j', async (prefix) => {
    await expectInvalidKey(() => current().store.list(prefix));
  });
}

function staging(current: Current): void {
  it('counts what is durable after every append', async () => {
    const stage = await current().store.openStage(
      { folder: FOLDER, run: 'r' },
      { resumeFrom: 'anyRun' },
    );
    expect([stage.resumedBytes, stage.durableBytes()]).toEqual([0, 0]);
    await stage.append(bytesOf('hello '));
    expect(stage.durableBytes()).toBe(6);
    await stage.append(new Uint8Array());
    await stage.append(bytesOf('world'));
    expect([stage.resumedBytes, stage.durableBytes()]).toEqual([0, 11]);
    await stage.close();
  });

  it('lets go of the chunk: it may be reused at once', async () => {
    const { store } = current();
    const stage = await store.openStage({ folder: FOLDER, run: 'r' }, { resumeFrom: 'anyRun' });
    const chunk = bytesOf('one');
    await stage.append(chunk);
    chunk.set(bytesOf('two'));
    await stage.append(chunk);
    await stage.close();
    expect(await textOf((await store.readStage(stage.name)).body)).toBe('onetwo');
  });

  it('reads back what another opening staged', async () => {
    const { store, again } = current();
    const name = await leavePart(store, 'r', 'staged bytes');
    expect(await textOf((await again.readStage(name)).body)).toBe('staged bytes');
  });

  it('says that staging is lost when there is none', async () => {
    const { store } = current();
    const name = await leavePart(store, 'r', 'bytes');
    await store.discardStage(FOLDER);
    await expect(store.readStage(name)).rejects.toThrow(StagingLostError);
    await expect(store.publishStage(name, 'i/d/w/x.csv')).rejects.toThrow(StagingLostError);
    expect(await store.size('i/d/w/x.csv')).toBeUndefined();
    await store.discardStage(FOLDER);
  });

  it('lists what is staged in a dataset, with its bytes, and nothing of another one', async () => {
    const { store } = current();
    const name = await leavePart(store, 'run-a', 'abc');
    expect(await store.listStaged('default/nightly')).toEqual([
      { key: name, bytes: 3, changedMs: expect.any(Number) as number },
    ]);
    expect(await store.listStaged('default/night')).toEqual([]);
    await store.discardStage(FOLDER);
    expect(await store.listStaged('default/nightly')).toEqual([]);
  });

  it('discards one export and no other', async () => {
    const { store } = current();
    const kept = await store.openStage(
      { folder: `${FOLDER}0`, run: 'r' },
      { resumeFrom: 'anyRun' },
    );
    await kept.append(bytesOf('kept'));
    await kept.close();
    await leavePart(store, 'r', 'gone');
    await store.discardStage(FOLDER);
    expect(await textOf((await store.readStage(kept.name)).body)).toBe('kept');
  });
}

function resuming(current: Current): void {
  it('goes on from the longest part, whoever left it', async () => {
    const { store, again } = current();
    await leavePart(store, 'run-1', 'abc');
    await leavePart(store, 'run-2', 'abcdef');
    await leavePart(store, 'run-3', 'abcd');
    const stage = await again.openStage({ folder: FOLDER, run: 'run-4' }, { resumeFrom: 'anyRun' });
    expect([stage.resumedBytes, stage.durableBytes()]).toEqual([6, 6]);
    await stage.append(bytesOf('ghi'));
    await stage.close();
    expect(await textOf((await store.readStage(stage.name)).body)).toBe('abcdefghi');
  });

  it('passes over parts that are longer than the file can be', async () => {
    const { store } = current();
    await leavePart(store, 'run-1', 'abcdef');
    await leavePart(store, 'run-2', 'abcd');
    const place = { folder: FOLDER, run: 'run-3' };
    const stage = await store.openStage(place, { resumeFrom: 'anyRun', maxBytes: 4 });
    await stage.close();
    expect(stage.resumedBytes).toBe(4);
  });

  it('goes on from its own run alone when it shall trust no other', async () => {
    const { store } = current();
    await leavePart(store, 'run-1', 'abcdef');
    const other = await store.openStage(
      { folder: FOLDER, run: 'run-2' },
      { resumeFrom: 'sameRun' },
    );
    await other.close();
    const same = await store.openStage({ folder: FOLDER, run: 'run-1' }, { resumeFrom: 'sameRun' });
    await same.append(bytesOf('g'));
    await same.close();
    expect([other.resumedBytes, same.resumedBytes]).toEqual([0, 6]);
    expect(await textOf((await store.readStage(same.name)).body)).toBe('abcdefg');
  });

  it('removes earlier parts of its own run and leaves foreign ones alone', async () => {
    const { store } = current();
    const own = await leavePart(store, 'run', 'abc');
    const foreign = await leavePart(store, 'run-2', 'abcdef');
    const stage = await store.openStage({ folder: FOLDER, run: 'run' }, { resumeFrom: 'anyRun' });
    await stage.close();
    await expect(store.readStage(own)).rejects.toThrow(StagingLostError);
    expect(await textOf((await store.readStage(foreign)).body)).toBe('abcdef');
    expect(await textOf((await store.readStage(stage.name)).body)).toBe('abcdef');
  });

  it.each(['run-1', 'run-2'])(
    'two attempts alive at once never touch one another’s bytes (second of %s)',
    async (run) => {
      const { store, again } = current();
      const first = await store.openStage(
        { folder: FOLDER, run: 'run-1' },
        { resumeFrom: 'anyRun' },
      );
      await first.append(bytesOf('abc'));
      const second = await again.openStage({ folder: FOLDER, run }, { resumeFrom: 'anyRun' });
      await first.append(bytesOf('-first'));
      await second.append(bytesOf('-second'));
      await first.append(bytesOf('-first'));
      await Promise.all([first.close(), second.close()]);
      expect(second.resumedBytes).toBe(3);
      expect(await textOf((await store.readStage(second.name)).body)).toBe('abc-second');
      if (run === 'run-1') return; // the newer attempt of the same run took the older one's part away
      expect(await textOf((await store.readStage(first.name)).body)).toBe('abc-first-first');
    },
  );
}

function publishing(current: Current): void {
  it('moves the staged bytes to their name, all at once', async () => {
    const { store, again } = current();
    const name = await leavePart(store, 'r', 'a,b\n1,2\n');
    expect(await store.size('i/d/w/x.csv')).toBeUndefined();
    await again.publishStage(name, 'i/d/w/x.csv');
    expect(await store.size('i/d/w/x.csv')).toBe(8);
    expect(await textOf(await store.openRead('i/d/w/x.csv'))).toBe('a,b\n1,2\n');
    expect(await store.list('i/d/w/')).toEqual(['i/d/w/x.csv']);
    await expect(store.publishStage(name, 'i/d/w/x.csv')).rejects.toThrow(StagingLostError);
    expect(await store.size('i/d/w/x.csv')).toBe(8);
  });

  it('publishes a file of 0 bytes', async () => {
    const { store } = current();
    const name = await leavePart(store, 'r', '');
    await store.publishStage(name, 'i/d/w/x.csv');
    expect(await store.size('i/d/w/x.csv')).toBe(0);
    expect(await textOf(await store.openRead('i/d/w/x.csv'))).toBe('');
  });

  it('replaces a file of the same name: an attempt of the same export published before', async () => {
    const { store } = current();
    await store.publishStage(await leavePart(store, 'r1', 'same'), 'i/d/w/x.csv');
    await store.publishStage(await leavePart(store, 'r2', 'same'), 'i/d/w/x.csv');
    expect(await textOf(await store.openRead('i/d/w/x.csv'))).toBe('same');
  });

  it('reads large files in chunks of at most 1 MiB', async () => {
    const { store } = current();
    const stage = await store.openStage({ folder: FOLDER, run: 'r' }, { resumeFrom: 'anyRun' });
    for (let i = 0; i < 5; i += 1) await stage.append(Buffer.alloc(700_000, i));
    await stage.close();
    await store.publishStage(stage.name, 'i/d/w/x.csv');
    let bytes = 0;
    for await (const chunk of await store.openRead('i/d/w/x.csv')) {
      expect(chunk.length).toBeLessThanOrEqual(1024 * 1024);
      expect(chunk[0]).toBe(Math.floor(bytes / 700_000));
      bytes += chunk.length;
    }
    expect(bytes).toBe(3_500_000);
  });

  it('fails at once when a file to be read is not there', async () => {
    await expect(current().store.openRead('i/d/w/none.csv')).rejects.toThrow();
    expect(await current().store.size('i/d/w/none.csv')).toBeUndefined();
    expect(await current().store.size('i/d')).toBeUndefined();
  });
}

/** Clocks of file systems go in steps of some milliseconds, those of buckets of a second. */
const CLOCK_STEP_MS = 1_000;

/** Waits until the store's clock is past `ms`. */
async function clockPast(store: Store, ms: number): Promise<void> {
  for (let tick = 0; ; tick += 1) {
    const key = `clock/${tick}`;
    await store.putIfAbsent(key, bytesOf(''));
    if (((await store.changedMs(key)) ?? 0) > ms) return;
  }
}

function removing(current: Current): void {
  it('tells since when a document is what it is', async () => {
    const { store, again } = current();
    const before = Date.now() - CLOCK_STEP_MS;
    await store.replaceIfNewer('i/d/w/manifest.json', bytesOf('1'), 1);
    const first = await again.changedMs('i/d/w/manifest.json');
    expect(first).toBeGreaterThan(before);
    expect(first).toBeLessThan(Date.now() + CLOCK_STEP_MS);
    await clockPast(store, first!);
    expect(await store.changedMs('i/d/w/manifest.json')).toBe(first);
    await store.replaceIfNewer('i/d/w/manifest.json', bytesOf('2'), 2);
    expect(await again.changedMs('i/d/w/manifest.json')).toBeGreaterThan(first!);
    expect(await store.changedMs('i/d/w/none.json')).toBeUndefined();
  });

  it('takes a file for new when it was published, however long ago it was staged', async () => {
    const { store } = current();
    const name = await leavePart(store, 'r', 'bytes');
    const staged = (await store.listStaged('default/nightly'))[0]!.changedMs;
    await clockPast(store, staged);
    await store.publishStage(name, 'i/d/w/x.csv');
    expect(await store.changedMs('i/d/w/x.csv')).toBeGreaterThan(staged);
  });

  it('takes a part for new when it was appended to', async () => {
    const { store } = current();
    const stage = await store.openStage({ folder: FOLDER, run: 'r' }, { resumeFrom: 'anyRun' });
    const changedMs = async () => (await store.listStaged('default/nightly'))[0]!.changedMs;
    const opened = await changedMs();
    await clockPast(store, opened);
    await stage.append(bytesOf('bytes'));
    expect(await changedMs()).toBeGreaterThan(opened);
    await stage.close();
  });

  it('removes a published file and nothing beside it; absent is fine', async () => {
    const { store, again } = current();
    await store.publishStage(await leavePart(store, 'r1', 'old'), 'i/d/w/x.csv');
    await store.publishStage(await leavePart(store, 'r2', 'new'), 'i/d/w/y.csv');
    await again.remove('i/d/w/x.csv');
    await store.remove('i/d/w/x.csv');
    expect(await store.size('i/d/w/x.csv')).toBeUndefined();
    expect(await store.list('i/d/')).toEqual(['i/d/w/y.csv']);
    expect(await textOf(await store.openRead('i/d/w/y.csv'))).toBe('new');
  });

  it('removes one staged part and none of another attempt; absent is fine', async () => {
    const { store, again } = current();
    const old = await leavePart(store, 'run-1', 'old');
    const live = await store.openStage({ folder: FOLDER, run: 'run-2' }, { resumeFrom: 'anyRun' });
    await again.removeStaged(old);
    await store.removeStaged(old);
    await live.append(bytesOf('-new'));
    await live.close();
    expect(await textOf((await store.readStage(live.name)).body)).toBe('old-new');
    expect((await store.listStaged('default/nightly')).map(({ key }) => key)).toEqual([live.name]);
    await store.removeStaged(live.name);
    expect(await store.listStaged('default/nightly')).toEqual([]);
    // The next attempt begins anew where nothing is left.
    const next = await store.openStage({ folder: FOLDER, run: 'run-3' }, { resumeFrom: 'anyRun' });
    await next.close();
    expect(next.resumedBytes).toBe(0);
  });

  it('has nothing temporary left when nobody writes', async () => {
    const { store } = current();
    await store.putIfAbsent('a/b.json', bytesOf('first'));
    await store.replaceIfNewer('a/m.json', bytesOf('1'), 1);
    expect(await store.listTemporary()).toEqual([]);
  });
}
