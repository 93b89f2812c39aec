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
  /**
   * Bytes in which the store keeps what is staged, ≥ 1: a crash may take less than that from the end. One character of the
   * texts that these tests stage stands for so many.
   */
  readonly blockBytes: number;
  /** Whole blocks that may be on their way, not durable yet, when an append returns. */
  readonly blocksUnderWay: number;
  /** Whether it begins to publish three blocks before they are published. */
  readonly prepares: boolean;
  readonly dispose: () => Promise<void>;
}

/** Of one test; a bucket is slower than a folder. */
const TIMEOUT_MS = 60_000;
const DATASET = 'default/nightly';
const FOLDER = `${DATASET}/.staging/export-1`;

const NO_FACTS = { metadata: {}, signal: new AbortController().signal };

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(Buffer.from(chunk));
  return new TextDecoder().decode(Buffer.concat(all));
}

export function storeConformance(name: string, makeStore: () => Promise<StoreUnderTest>): void {
  describe(`${name} as a store`, { timeout: TIMEOUT_MS }, () => {
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

async function expectInvalidKey(attempt: () => unknown): Promise<void> {
  await expect(Promise.resolve().then(attempt)).rejects.toThrow(InvalidKeyError);
}

/** Each character a block. */
function blocksOf({ blockBytes }: StoreUnderTest, text: string): Uint8Array {
  return Buffer.concat(Array.from(text, (character) => Buffer.alloc(blockBytes, character)));
}

/** The text again. A block that is not all of one character stands as `?`. */
async function textOfBlocks(
  { blockBytes }: StoreUnderTest,
  chunks: AsyncIterable<Uint8Array>,
): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(Buffer.from(chunk));
  const bytes = Buffer.concat(all);
  let text = '';
  for (let at = 0; at < bytes.length; at += blockBytes) {
    const block = bytes.subarray(at, at + blockBytes);
    const whole = Buffer.alloc(blockBytes, block[0]);
    text += block.equals(whole) ? String.fromCharCode(block[0]!) : '?';
  }
  return text;
}

/** What is staged under that name. */
async function staged(under: StoreUnderTest, name: string): Promise<string> {
  return textOfBlocks(under, (await under.again.readStage(name)).body);
}

/** An attempt that begins at the first byte, stages `text` and is broken off. */
async function leavePart(under: StoreUnderTest, run: string, text: string): Promise<string> {
  return stageAnew(under, run, blocksOf(under, text), false);
}

/** A finished staged file of exactly these bytes. */
async function stageWhole(under: StoreUnderTest, run: string, text: string): Promise<string> {
  return stageAnew(under, run, bytesOf(text), true);
}

async function stageAnew(
  { store }: StoreUnderTest,
  run: string,
  bytes: Uint8Array,
  whole: boolean,
): Promise<string> {
  // No part that was left has less than a byte, so a fresh one begins at byte 0.
  const stage = await store.openStage(
    { folder: FOLDER, run },
    { resumeFrom: 'sameRun', maxBytes: 0 },
  );
  await stage.append(bytes);
  if (whole) await stage.finish();
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
    for (let round = 0; round < 3; round += 1) {
      const order = Array.from({ length: 12 }, (_, i) => ((i * 7 + round) % 12) + 1);
      const key = `round-${round}/m.json`;
      await Promise.all(
        order.map((generation, i) =>
          (i % 2 === 0 ? store : again).replaceIfNewer(key, bytesOf(`${generation}`), generation),
        ),
      );
      expect(await read(store, key)).toBe('12');
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
    await stageWhole(current(), 'run', 'staged');
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

  it('names the folders directly below one, sorted, staging and its own notes left out', async () => {
    const { store } = current();
    await store.identity({ create: true });
    for (const key of ['i/d/.claims/v/1.json', 'i/d/.claims/w/1.json', 'i/d/dataset.json']) {
      await store.putIfAbsent(key, bytesOf('{}'));
    }
    await store.replaceIfNewer('i/d/w/manifest.json', bytesOf('{}'), 1);
    await stageWhole(current(), 'run', 'staged');
    expect(await store.folders('i/d')).toEqual(['.claims', 'w']);
    expect(await store.folders('i/d/.claims')).toEqual(['v', 'w']);
    expect(await store.folders('i/d/w')).toEqual([]);
    expect(await store.folders('i')).toEqual(['d']);
    expect(await store.folders('i/none')).toEqual([]);
    expect(await store.folders('i/d/dataset.json')).toEqual([]);
    await expectInvalidKey(() => current().store.folders('i/../d'));
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
      () => store.preparePublish({ name: stage.name, bytes: 0, etag: '' }, key, NO_FACTS),
      () => store.discardPrepared(key),
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
  it('counts as durable what a crash would not take back, and in the end all of it', async () => {
    const { store, blockBytes, blocksUnderWay } = current();
    const place = { folder: FOLDER, run: 'r' };
    const stage = await store.openStage(place, { resumeFrom: 'anyRun' });
    expect([stage.resumedBytes, stage.durableBytes()]).toEqual([0, 0]);
    await stage.append(blocksOf(current(), 'hell'));
    expect(stage.durableBytes()).toBeGreaterThanOrEqual((4 - blocksUnderWay) * blockBytes);
    expect(stage.durableBytes()).toBeLessThanOrEqual(4 * blockBytes);
    await stage.append(new Uint8Array());
    await stage.append(bytesOf('o'));
    await stage.finish();
    expect([stage.resumedBytes, stage.durableBytes()]).toEqual([0, 4 * blockBytes + 1]);
    await stage.close();
  });

  it('lets go of the chunk: it may be reused at once', async () => {
    const { store } = current();
    const stage = await store.openStage({ folder: FOLDER, run: 'r' }, { resumeFrom: 'anyRun' });
    const chunk = blocksOf(current(), 'on');
    await stage.append(chunk);
    chunk.set(blocksOf(current(), 'tw'));
    await stage.append(chunk);
    chunk.fill(0);
    await stage.finish();
    await stage.close();
    expect(await staged(current(), stage.name)).toBe('ontw');
  });

  it('puts chunks of any size together', async () => {
    const { store, blockBytes } = current();
    const stage = await store.openStage({ folder: FOLDER, run: 'r' }, { resumeFrom: 'anyRun' });
    const whole = blocksOf(current(), 'abc');
    const cuts = [0, 1, blockBytes - 1, blockBytes + 1, 2 * blockBytes, 3 * blockBytes];
    cuts.sort((a, b) => a - b); // of blocks of one byte some are the same
    for (const [i, cut] of cuts.entries()) await stage.append(whole.subarray(cut, cuts[i + 1]));
    await stage.finish();
    await stage.close();
    expect(await staged(current(), stage.name)).toBe('abc');
  });

  it('reads back what another opening staged', async () => {
    const name = await stageWhole(current(), 'r', 'staged bytes');
    expect(await textOf((await current().again.readStage(name)).body)).toBe('staged bytes');
  });

  it('says that staging is lost when there is none', async () => {
    const { store } = current();
    const name = await stageWhole(current(), 'r', 'bytes');
    await store.discardStage(FOLDER);
    await expect(store.readStage(name)).rejects.toThrow(StagingLostError);
    await expect(store.publishStage(name, 'i/d/w/x.csv')).rejects.toThrow(StagingLostError);
    expect(await store.size('i/d/w/x.csv')).toBeUndefined();
    await store.discardStage(FOLDER);
  });

  it('lists what is staged in a dataset, with its bytes, and nothing of another one', async () => {
    const { store, blockBytes } = current();
    const broken = await leavePart(current(), 'run-a', 'abc');
    const whole = await stageWhole(current(), 'run-b', 'abcde');
    const changedMs = expect.any(Number) as number;
    expect(await store.listStaged(DATASET)).toEqual([
      { key: broken, bytes: 3 * blockBytes, changedMs },
      { key: whole, bytes: 5, changedMs },
    ]);
    expect(await store.listStaged('default/night')).toEqual([]);
    await store.discardStage(FOLDER);
    expect(await store.listStaged(DATASET)).toEqual([]);
  });

  it('discards one export and no other', async () => {
    const { store } = current();
    const kept = await store.openStage(
      { folder: `${FOLDER}0`, run: 'r' },
      { resumeFrom: 'anyRun' },
    );
    await kept.append(blocksOf(current(), 'ke'));
    await leavePart(current(), 'r', 'g');
    await stageWhole(current(), 'r2', 'gone');
    await store.discardStage(FOLDER);
    await kept.append(blocksOf(current(), 'pt'));
    await kept.finish();
    await kept.close();
    expect(await staged(current(), kept.name)).toBe('kept');
    expect(await store.listStaged(DATASET)).toMatchObject([{ key: kept.name }]);
  });
}

function resuming(current: Current): void {
  it('goes on from the longest part, whoever left it', async () => {
    const { again, blockBytes } = current();
    await leavePart(current(), 'run-1', 'abc');
    await leavePart(current(), 'run-2', 'abcdef');
    await leavePart(current(), 'run-3', 'abcd');
    const stage = await again.openStage({ folder: FOLDER, run: 'run-4' }, { resumeFrom: 'anyRun' });
    expect([stage.resumedBytes, stage.durableBytes()]).toEqual([6 * blockBytes, 6 * blockBytes]);
    await stage.append(blocksOf(current(), 'ghi'));
    await stage.finish();
    await stage.close();
    expect(await staged(current(), stage.name)).toBe('abcdefghi');
  });

  it('goes on at the last whole block, and what came behind it is sent again', async () => {
    const { store, blockBytes } = current();
    const begun = await store.openStage({ folder: FOLDER, run: 'r' }, { resumeFrom: 'anyRun' });
    const bytes = blocksOf(current(), 'abcd');
    const broken = 2 * blockBytes + Math.floor(blockBytes / 2);
    await begun.append(bytes.subarray(0, broken));
    await begun.close();
    const stage = await store.openStage({ folder: FOLDER, run: 'r' }, { resumeFrom: 'anyRun' });
    expect(stage.resumedBytes).toBe(2 * blockBytes);
    await stage.append(bytes.subarray(stage.resumedBytes));
    await stage.finish();
    await stage.close();
    expect(await staged(current(), stage.name)).toBe('abcd');
  });

  it('passes over parts that are longer than the file can be', async () => {
    const { store, blockBytes } = current();
    await leavePart(current(), 'run-1', 'abcdef');
    await leavePart(current(), 'run-2', 'abcd');
    const place = { folder: FOLDER, run: 'run-3' };
    const maxBytes = 4 * blockBytes;
    const stage = await store.openStage(place, { resumeFrom: 'anyRun', maxBytes });
    await stage.close();
    expect(stage.resumedBytes).toBe(maxBytes);
  });

  it('has nothing left to do where an attempt had finished the file', async () => {
    const { store } = current();
    await stageWhole(current(), 'run-1', 'the whole file');
    const place = { folder: FOLDER, run: 'run-2' };
    const stage = await store.openStage(place, { resumeFrom: 'anyRun', maxBytes: 14 });
    await stage.finish();
    await stage.close();
    expect(stage.resumedBytes).toBe(14);
    expect(await textOf((await store.readStage(stage.name)).body)).toBe('the whole file');
  });

  it('goes on from its own run alone when it shall trust no other', async () => {
    const { store, blockBytes } = current();
    await leavePart(current(), 'run-1', 'abcdef');
    const other = await store.openStage(
      { folder: FOLDER, run: 'run-2' },
      { resumeFrom: 'sameRun' },
    );
    await other.close();
    const same = await store.openStage({ folder: FOLDER, run: 'run-1' }, { resumeFrom: 'sameRun' });
    await same.append(blocksOf(current(), 'g'));
    await same.finish();
    await same.close();
    expect([other.resumedBytes, same.resumedBytes]).toEqual([0, 6 * blockBytes]);
    expect(await staged(current(), same.name)).toBe('abcdefg');
  });

  it('removes earlier parts of its own run and leaves foreign ones alone', async () => {
    const { store } = current();
    const own = await leavePart(current(), 'run', 'abc');
    const foreign = await leavePart(current(), 'run-2', 'abcdef');
    const stage = await store.openStage({ folder: FOLDER, run: 'run' }, { resumeFrom: 'anyRun' });
    const left = (await store.listStaged(DATASET)).map(({ key }) => key);
    expect(left).toContain(foreign);
    expect(left).not.toContain(own);
    await stage.finish();
    await stage.close();
    await expect(store.readStage(own)).rejects.toThrow(StagingLostError);
    expect(await staged(current(), stage.name)).toBe('abcdef');
  });

  it.each(['run-1', 'run-2'])(
    'two attempts alive at once take no byte from one another (second of %s)',
    async (run) => {
      const { store, again, blockBytes, blocksUnderWay } = current();
      const place = { folder: FOLDER, run: 'run-1' };
      const first = await store.openStage(place, { resumeFrom: 'anyRun' });
      await first.append(blocksOf(current(), 'abc'));
      const second = await again.openStage({ folder: FOLDER, run }, { resumeFrom: 'anyRun' });
      const behind = 'abcdefg'.slice(second.resumedBytes / blockBytes);
      await first.append(blocksOf(current(), 'de'));
      await second.append(blocksOf(current(), behind));
      await first.append(blocksOf(current(), 'fg'));
      await second.finish();
      await second.close();
      await first.close();
      expect(second.resumedBytes).toBeGreaterThanOrEqual((3 - blocksUnderWay) * blockBytes);
      expect(await staged(current(), second.name)).toBe('abcdefg');
    },
  );
}

function publishing(current: Current): void {
  it('moves the staged bytes to their name, all at once', async () => {
    const { store, again } = current();
    const name = await stageWhole(current(), 'r', 'a,b\n1,2\n');
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
    const name = await stageWhole(current(), 'r', '');
    await store.publishStage(name, 'i/d/w/x.csv');
    expect(await store.size('i/d/w/x.csv')).toBe(0);
    expect(await textOf(await store.openRead('i/d/w/x.csv'))).toBe('');
  });

  it('replaces a file of the same name: an attempt of the same export published before', async () => {
    const { store } = current();
    await store.publishStage(await stageWhole(current(), 'r1', 'same'), 'i/d/w/x.csv');
    await store.publishStage(await stageWhole(current(), 'r2', 'same'), 'i/d/w/x.csv');
    expect(await textOf(await store.openRead('i/d/w/x.csv'))).toBe('same');
  });

  it('shows nothing of a publication that is prepared, and publishes what was staged', async () => {
    const { store, again } = current();
    const { name, facts } = await prepare(current());
    expect(await again.size('i/d/w/x.csv')).toBeUndefined();
    expect(await again.list('')).toEqual([]);
    await again.publishStage(name, 'i/d/w/x.csv', facts);
    expect(await textOfBlocks(current(), await store.openRead('i/d/w/x.csv'))).toBe('abc');
    expect([...(await store.listStaged(DATASET)), ...(await store.listTemporary())]).toEqual([]);
  });

  it('publishes what was staged also when what was prepared has been taken back', async () => {
    const { store, again } = current();
    const { name, facts } = await prepare(current());
    await again.discardPrepared('i/d/w/x.csv');
    expect(await store.listTemporary()).toEqual([]);
    await store.publishStage(name, 'i/d/w/x.csv', facts);
    expect(await textOfBlocks(current(), await store.openRead('i/d/w/x.csv'))).toBe('abc');
    await again.discardPrepared('i/d/w/x.csv');
    expect(await store.size('i/d/w/x.csv')).toBe(3 * current().blockBytes);
  });

  it('reads large files in chunks of at most 1 MiB', async () => {
    const { store } = current();
    const stage = await store.openStage({ folder: FOLDER, run: 'r' }, { resumeFrom: 'anyRun' });
    for (let i = 0; i < 5; i += 1) await stage.append(Buffer.alloc(700_000, i));
    await stage.finish();
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

/** Three blocks, staged, and all that may be made before they are published. */
async function prepare(under: StoreUnderTest) {
  const { store, blockBytes } = under;
  const stage = await store.openStage({ folder: FOLDER, run: 'r' }, { resumeFrom: 'anyRun' });
  await stage.append(blocksOf(under, 'abc'));
  await stage.finish();
  await stage.close();
  const { name } = stage;
  const { body, etag } = await store.readStage(name);
  await textOf(body);
  const metadata = { records: '3' };
  const source = { name, bytes: 3 * blockBytes, etag: etag ?? '' };
  const preparation = store.preparePublish(source, 'i/d/w/x.csv', { ...NO_FACTS, metadata });
  expect(preparation !== undefined).toBe(under.prepares);
  const prepared = await preparation?.made;
  const known = etag === undefined ? {} : { etag };
  return { name, facts: { metadata, ...known, ...(prepared === undefined ? {} : { prepared }) } };
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
    const name = await stageWhole(current(), 'r', 'bytes');
    const staged = (await store.listStaged(DATASET))[0]!.changedMs;
    await clockPast(store, staged);
    await store.publishStage(name, 'i/d/w/x.csv');
    expect(await store.changedMs('i/d/w/x.csv')).toBeGreaterThan(staged);
  });

  it('takes a part for new when it was appended to', async () => {
    const { store, blockBytes } = current();
    const stage = await store.openStage({ folder: FOLDER, run: 'r' }, { resumeFrom: 'anyRun' });
    const part = async () => (await store.listStaged(DATASET))[0];
    const changedMs = async () => (await part())?.changedMs ?? 0;
    await stage.append(blocksOf(current(), 'ab'));
    await expect.poll(async () => (await part())?.bytes).toBe(2 * blockBytes);
    const before = await changedMs();
    expect(before).toBeGreaterThan(0);
    await clockPast(store, before);
    await stage.append(blocksOf(current(), 'cd'));
    await expect.poll(changedMs).toBeGreaterThan(before);
    await stage.close();
  });

  it('removes a published file and nothing beside it; absent is fine', async () => {
    const { store, again } = current();
    await store.publishStage(await stageWhole(current(), 'r1', 'old'), 'i/d/w/x.csv');
    await store.publishStage(await stageWhole(current(), 'r2', 'new'), 'i/d/w/y.csv');
    await again.remove('i/d/w/x.csv');
    await store.remove('i/d/w/x.csv');
    expect(await store.size('i/d/w/x.csv')).toBeUndefined();
    expect(await store.list('i/d/')).toEqual(['i/d/w/y.csv']);
    expect(await textOf(await store.openRead('i/d/w/y.csv'))).toBe('new');
  });

  it('removes one staged part and no other; absent is fine', async () => {
    const { store, again } = current();
    const [old, whole] = [
      await leavePart(current(), 'run-1', 'old'),
      await stageWhole(current(), 'run-3', 'whole'),
    ];
    const place = { folder: FOLDER, run: 'run-2' };
    const live = await store.openStage(place, { resumeFrom: 'sameRun' });
    await live.append(blocksOf(current(), 'ab'));
    for (const key of [old, old, whole]) await again.removeStaged(key);
    await live.append(blocksOf(current(), 'c'));
    await live.finish();
    await live.close();
    expect(await staged(current(), live.name)).toBe('abc');
    expect((await store.listStaged(DATASET)).map(({ key }) => key)).toEqual([live.name]);
    await store.removeStaged(live.name);
    expect(await store.listStaged(DATASET)).toEqual([]);
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
