import { beforeEach, describe, expect, it } from 'vitest';
import { parseInstant } from '../../../src/domain/instant.ts';
import type { Interval } from '../../../src/domain/interval.ts';
import { listFiles, type FileSelection } from '../../../src/ledger/files.ts';
import { manifestKey } from '../../../src/ledger/keys.ts';
import type { Manifest } from '../../../src/ledger/types.ts';
import type { Store } from '../../../src/store/store.ts';
import { manifest, publishWindow, REF } from '../../support/ledger-documents.ts';
import { createMemoryStore } from '../../support/memory-store.ts';

const HOUR = 3_600;
const NOON = parseInstant('2026-11-20T12:00:00Z');
const [FIRST, SECOND, THIRD] = [0, 100, 200].map((start) => ({ start, end: start + 99 })) as [
  Interval,
  Interval,
  Interval,
];

let store: Store;
beforeEach(() => {
  store = createMemoryStore();
});

function publish(
  window: Interval,
  exportId: string,
  clock: string,
  members: Partial<Manifest> = {},
) {
  const publishedAt = `2026-11-20T${clock}Z`;
  return publishWindow(store, manifest(window, { exportId, publishedAt, ...members }), window);
}

function list(selection: Partial<FileSelection> = {}) {
  return listFiles(store, REF, { now: NOON, overlapSeconds: HOUR, ...selection });
}

async function listed(selection: Partial<FileSelection> = {}): Promise<string[]> {
  return (await list(selection)).files.map(({ exportId }) => exportId);
}

const since = (clock: string) => ({ since: parseInstant(`2026-11-20T${clock}Z`) });

/** A manifest whose file is not what it says. */
async function lose(window: Interval, exportId: string, clock: string): Promise<void> {
  await publish(window, exportId, clock);
  const key = `default/nightly/${manifestKey(REF, window).split('/')[2]}/${exportId}.csv`;
  const folder = `default/nightly/.staging/${exportId}`;
  const stage = await store.openStage({ folder, run: 'r' }, { resumeFrom: 'sameRun' });
  await stage.append(new Uint8Array(2));
  await stage.close();
  await store.publishStage(stage.name, key);
}

describe('published files', () => {
  it('are told with all that a loader needs, ascending by window', async () => {
    await publish(SECOND, 'b', '10:00:00', { generation: 3, records: { counted: 7 } });
    await publish(FIRST, 'a', '11:00:00', { final: false });
    const { files, unreadable } = await list();
    expect(unreadable).toEqual([]);
    expect(files.map(({ exportId, final }) => [exportId, final])).toEqual([
      ['a', false],
      ['b', true],
    ]);
    const folder = 'memory:/default/nightly/19700101T000140Z_19700101T000319Z';
    expect(files[1]).toEqual({
      ...{ startAt: '1970-01-01T00:01:40Z', endAt: '1970-01-01T00:03:19Z' },
      ...{ exportId: 'b', dataUri: `${folder}/b.csv`, manifestUri: `${folder}/manifest.json` },
      ...{ records: 7, bytes: 4, sha256: 'a'.repeat(64), final: true, generation: 3 },
      publishedAt: '2026-11-20T10:00:00Z',
    });
  });

  it('name the file that they supersede, which is not listed itself', async () => {
    await publish(FIRST, 'a', '10:00:00');
    const supersedes = { generation: 1, exportId: 'a', file: 'a.csv' };
    await publish(FIRST, 'b', '11:00:00', { generation: 2, supersedes });
    const { files } = await list();
    expect(files).toHaveLength(1);
    expect(files[0]).toMatchObject({
      exportId: 'b',
      supersedes: {
        exportId: 'a',
        generation: 1,
        dataUri: expect.stringMatching(/\/a\.csv$/) as string,
      },
    });
  });

  it.each<{ name: string; selection: Partial<FileSelection>; want: string[] }>([
    { name: 'all without a choice', selection: {}, want: ['a', 'b', 'c'] },
    { name: 'final ones', selection: { finalOnly: true }, want: ['a', 'c'] },
    {
      name: 'windows that touch a period',
      selection: { period: { start: 99, end: 100 } },
      want: ['a', 'b'],
    },
    {
      name: 'none in a period that no window touches',
      selection: { period: { start: 300, end: 400 } },
      want: [],
    },
    { name: 'what was published from an instant on', selection: since('10:00:01'), want: ['c'] },
    { name: 'the very second of the instant too', selection: since('10:00:00'), want: ['b', 'c'] },
    { name: 'both at once', selection: { ...since('10:00:00'), finalOnly: true }, want: ['c'] },
  ])('are chosen: $name', async ({ selection, want }) => {
    await publish(FIRST, 'a', '09:00:00');
    await publish(SECOND, 'b', '10:00:00', { final: false });
    await publish(THIRD, 'c', '11:00:00');
    expect(await listed(selection)).toEqual(want);
  });

  it('are those of the first look or the second when a file goes in between', async () => {
    await publish(FIRST, 'a', '10:00:00');
    const real = store.size;
    store = {
      ...store,
      // A refresh is published, and the old file pruned, right after the old manifest was read.
      async size(key) {
        if (!key.endsWith('a.csv')) return real(key);
        await publish(FIRST, 'b', '11:00:00', { generation: 2 });
        return undefined;
      },
    };
    expect(await list()).toMatchObject({ files: [{ exportId: 'b' }], unreadable: [] });
  });
});

describe('the next since', () => {
  it('lies the overlap before now, and never before the one that was given', async () => {
    await publish(FIRST, 'a', '09:00:00');
    expect((await list()).nextSince).toBe('2026-11-20T11:00:00Z');
    expect((await list(since('11:30:00'))).nextSince).toBe('2026-11-20T11:30:00Z');
  });

  it('finds what a worker publishes later whose clock is behind by less than the overlap', async () => {
    await publish(FIRST, 'a', '11:59:59');
    const { nextSince } = await list();
    await publish(SECOND, 'b', '11:00:01');
    expect(await listed({ since: parseInstant(nextSince) })).toEqual(['a', 'b']);
  });

  it('waits for a file that could not be read: it has its old time when it is put back', async () => {
    await lose(FIRST, 'a', '08:00:00');
    await publish(SECOND, 'b', '10:30:00');
    const { files, unreadable, nextSince } = await list(since('07:00:00'));
    expect(files).toHaveLength(1);
    expect(unreadable).toMatchObject([{ startAt: '1970-01-01T00:00:00Z', why: 'sizeDiffers' }]);
    expect(nextSince).toBe('2026-11-20T08:00:00Z');
  });

  it('stays where it was when a manifest cannot be read', async () => {
    await store.putIfAbsent(manifestKey(REF, FIRST), new TextEncoder().encode('{'));
    const { unreadable, nextSince } = await list(since('07:00:00'));
    expect(unreadable).toMatchObject([{ why: 'manifestUnreadable' }]);
    expect(nextSince).toBe('2026-11-20T07:00:00Z');
  });
});
