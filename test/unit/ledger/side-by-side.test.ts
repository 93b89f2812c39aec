import { describe, expect, it } from 'vitest';
import { sideBySide } from '../../../src/ledger/side-by-side.ts';

/** Reads that end when they are told to, in whatever order. */
function heldReads() {
  const ends = new Map<number, (error?: Error) => void>();
  const read = (item: number) =>
    new Promise<string>((resolve, reject) => {
      ends.set(item, (error) => (error === undefined ? resolve(`read ${item}`) : reject(error)));
    });
  return {
    read,
    begun: () => [...ends.keys()],
    end: (item: number, error?: Error) => ends.get(item)?.(error),
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const items = Array.from({ length: 40 }, (_, index) => index);

describe('reads side by side', () => {
  it('are 16 at once, and answer in the order of what was asked for', async () => {
    const reads = heldReads();
    const all = sideBySide(items, reads.read);
    await turn();
    expect(reads.begun()).toEqual(items.slice(0, 16));
    reads.end(15);
    await turn();
    expect(reads.begun()).toEqual(items.slice(0, 17));
    for (let rounds = 0; rounds < items.length; rounds += 1) {
      for (const item of reads.begun().reverse()) reads.end(item);
      await turn();
    }
    expect(await all).toEqual(items.map((item) => `read ${item}`));
  });

  it('begin no more when one of them has failed', async () => {
    const reads = heldReads();
    const all = sideBySide(items, reads.read);
    await turn();
    reads.end(3, new Error('the third'));
    await expect(all).rejects.toThrow('the third');
    const begun = reads.begun().length;
    for (const item of reads.begun()) reads.end(item, new Error('later'));
    await turn();
    expect(reads.begun()).toHaveLength(begun);
  });

  it('of nothing are nothing', async () => {
    expect(await sideBySide([], heldReads().read)).toEqual([]);
  });
});
