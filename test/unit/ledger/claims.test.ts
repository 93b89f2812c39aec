import { beforeEach, describe, expect, it } from 'vitest';
import { documentBytes } from '../../../src/ledger/documents.ts';
import { claimKey } from '../../../src/ledger/keys.ts';
import { createLedger } from '../../../src/ledger/ledger.ts';
import type { ClaimOutcome, Ledger } from '../../../src/ledger/types.ts';
import type { Store } from '../../../src/store/store.ts';
import { AT, claim, manifest, owner, publishWindow, REF } from '../../support/ledger-documents.ts';
import { createMemoryStore } from '../../support/memory-store.ts';

const WINDOW = { start: 100, end: 199 };
const OVERLAPPING = { start: 150, end: 249 };

let store: Store;
let ledger: Ledger;
beforeEach(() => {
  store = createMemoryStore();
  ledger = createLedger(store);
});

function claimBy(
  name: string,
  exportId: string,
  after = 0,
  window = WINDOW,
  seenManifest?: number,
) {
  const seen = seenManifest === undefined ? {} : { seenManifest };
  return ledger.claim(REF, window, { after, exportId, owner: owner(name), at: AT, ...seen });
}

function releaseBy(name: string, after: number, window = WINDOW) {
  return ledger.release(REF, window, { after, reason: 'Failed', owner: owner(name), at: AT });
}

const own = (generation: number): ClaimOutcome => ({ outcome: 'own', generation });

describe('claiming a window', () => {
  it('is won by the first', async () => {
    expect(await claimBy('a', 'x')).toEqual(own(1));
    expect((await ledger.window(REF, WINDOW)).claim).toEqual(claim(1, 'x', 'a'));
  });

  it('names the winner’s job to the second', async () => {
    await claimBy('a', 'x');
    expect(await claimBy('b', 'y')).toEqual({ outcome: 'another', claim: claim(1, 'x', 'a') });
    expect((await ledger.window(REF, WINDOW)).generation).toBe(1);
  });

  it('lists and reads as much in a dataset of many windows as in one of few', async () => {
    const asked: string[] = [];
    const listing = createLedger({
      ...store,
      list: (prefix) => (asked.push(prefix), store.list(prefix)),
      read: (key) => (asked.push(key), store.read(key)),
    });
    for (let day = 10; day < 40; day += 1) {
      await claimBy('a', `x-${day}`, 0, { start: day * 100, end: day * 100 + 99 });
    }
    const request = { after: 0, exportId: 'y', owner: owner('b'), at: AT };
    expect(await listing.claim(REF, WINDOW, request)).toEqual(own(1));
    const ofItself = claimKey(REF, WINDOW, 1).split('/').at(-2) ?? '';
    expect(asked.filter((key) => !key.includes(ofItself))).toEqual([]);
  });

  it('finds its own claim again when it is repeated', async () => {
    await claimBy('a', 'x');
    expect(await claimBy('a', 'x')).toEqual(own(1));
    expect((await ledger.window(REF, WINDOW)).generation).toBe(1);
  });

  it('is not judged anew by a repetition that comes late: its job may be paid for by then', async () => {
    const late = { start: 150, end: 249 };
    await claimBy('a', 'x'); // and enqueued
    await store.putIfAbsent(claimKey(REF, late, 1), documentBytes(claim(1, 'y', 'b')));
    expect(await claimBy('a', 'x')).toEqual({ outcome: 'moved' });
    expect((await ledger.window(REF, WINDOW)).claim).toEqual(claim(1, 'x', 'a'));
    expect(await claimBy('b', 'y', 0, late)).toEqual({ outcome: 'moved' });
  });

  it('takes another run’s job over by the next generation', async () => {
    await claimBy('a', 'x');
    expect(await claimBy('b', 'x', 1)).toEqual(own(2));
  });

  it('adopts the job of its own first attempt when a repeated create made another', async () => {
    await claimBy('a', 'x');
    expect(await claimBy('a', 'y')).toEqual({ outcome: 'another', claim: claim(1, 'x', 'a') });
  });

  it('has moved when somebody went on beyond the generation asked for', async () => {
    await claimBy('a', 'x');
    await claimBy('b', 'x', 1);
    expect(await claimBy('c', 'z')).toEqual({ outcome: 'moved' });
    expect(await claimBy('a', 'x')).toEqual({ outcome: 'moved' });
  });

  it('has moved when that generation was released', async () => {
    await claimBy('a', 'x');
    await releaseBy('a', 1);
    expect(await claimBy('b', 'y', 1)).toEqual({ outcome: 'moved' });
    expect(await claimBy('b', 'y', 2)).toEqual(own(3));
  });

  it('has moved when the caller has seen more than there is', async () => {
    expect(await claimBy('a', 'x', 3)).toEqual({ outcome: 'moved' });
    expect(await store.list('')).toEqual([]);
  });

  it('has moved when the window was published since', async () => {
    await claimBy('a', 'x');
    await publishWindow(store, manifest(WINDOW, { exportId: 'x' }), WINDOW);
    expect(await claimBy('b', 'y', 0)).toEqual({ outcome: 'moved' });
    expect(await claimBy('b', 'x', 1)).toEqual({ outcome: 'moved' }); // the job that it wants to take over
    expect(await claimBy('b', 'y', 1, WINDOW, 0)).toEqual({ outcome: 'moved' });
    expect(await claimBy('b', 'y', 1, WINDOW, 1)).toEqual(own(2)); // exported once more
  });
});

describe('releasing a window', () => {
  it('says whether it was this release, also when it is repeated', async () => {
    await claimBy('a', 'x');
    expect(await releaseBy('a', 1)).toBe(true);
    expect(await releaseBy('a', 1)).toBe(true);
    expect(await releaseBy('b', 1)).toBe(false);
  });

  it('loses against a claim of that generation', async () => {
    await claimBy('a', 'x');
    await claimBy('b', 'x', 1);
    expect(await releaseBy('a', 1)).toBe(false);
    expect((await ledger.window(REF, WINDOW)).claim).toEqual(claim(2, 'x', 'b'));
  });
});

describe('claiming a window that overlaps another', () => {
  it('gives way to a live claim, for as long as it lives', async () => {
    await claimBy('a', 'x');
    const overlaps = { outcome: 'overlaps', window: WINDOW, claim: claim(1, 'x', 'a') };
    expect(await claimBy('b', 'y', 0, OVERLAPPING)).toEqual(overlaps);
    expect(await claimBy('b', 'y', 0, OVERLAPPING)).toEqual(overlaps); // repeated
    await releaseBy('a', 1);
    expect(await claimBy('b', 'y', 0, OVERLAPPING)).toEqual({ outcome: 'moved' });
    expect(await claimBy('b', 'y', 2, OVERLAPPING)).toEqual(own(3));
  });

  it('gives way to a published window, planned before it was published', async () => {
    await claimBy('a', 'x');
    await publishWindow(store, manifest(WINDOW, { exportId: 'x' }), WINDOW);
    const outcome = await claimBy('b', 'y', 0, OVERLAPPING);
    expect(outcome).toEqual({ outcome: 'overlaps', window: WINDOW });
    expect((await ledger.window(REF, OVERLAPPING)).claim).toMatchObject({
      generation: 2,
      exportId: null,
    });
  });

  it('lets neighbours be', async () => {
    await claimBy('a', 'x');
    expect(await claimBy('b', 'y', 0, { start: 200, end: 299 })).toEqual(own(1));
  });

  it('passes over a stray claim across a published window', async () => {
    // Left by a claimer that was killed between its write and its look.
    await store.putIfAbsent(
      'default/nightly/.claims/19700101T000230Z_19700101T000409Z/00000001.json',
      new TextEncoder().encode(JSON.stringify(claim(1, 'stray'))),
    );
    await publishWindow(store, manifest(WINDOW, { exportId: 'x' }), WINDOW);
    expect(await claimBy('b', 'y', 0, { start: 200, end: 249 })).toEqual(own(1));
  });
});
