/** Whatever a ledger may say of its windows, for property tests. Small seconds, so that windows meet often. */
import fc from 'fast-check';
import { overlaps, type Interval } from '../../src/domain/interval.ts';
import { windowName } from '../../src/domain/windows.ts';
import type { WindowRecord } from '../../src/ledger/types.ts';
import { claim, manifest, release } from './ledger-documents.ts';

export const interval = fc
  .tuple(fc.nat({ max: 200 }), fc.integer({ min: 1, max: 80 }))
  .map(([start, length]): Interval => ({ start, end: start + length - 1 }));

/** From a window's end to the instant from which an export of it is final. */
export const SETTLE_SECONDS = 50;

export function seconds(intervals: readonly Interval[]): number[] {
  return intervals.flatMap(({ start, end }) =>
    Array.from({ length: end - start + 1 }, (_, i) => start + i),
  );
}

/** Any mixture of windows; published ones never overlap one another, as the ledger promises. */
export const records = fc
  .array(fc.tuple(interval, fc.nat({ max: 7 })), { maxLength: 8 })
  .map((drawn) => {
    const kept: WindowRecord[] = [];
    for (const [window, kind] of drawn) {
      const record = recordOf(window, kind);
      const clashes = kept.some(
        (other) =>
          windowName(other.window) === windowName(window) ||
          (other.manifest && record.manifest && overlaps(other.window, window)),
      );
      if (!clashes) kept.push(record);
    }
    return kept;
  });

export function finalRecord(window: Interval): WindowRecord {
  return recordOf(window, 2);
}

function recordOf(window: Interval, kind: number): WindowRecord {
  const published = (members: object) => ({
    manifest: manifest(window, { settleSeconds: SETTLE_SECONDS, ...members }),
  });
  const parts = [
    { claim: claim(1, 'x') },
    { claim: release(1) },
    published({}),
    published({ final: false }),
    { ...published({ final: false }), claim: claim(2, 'y') },
    { ...published({}), claim: claim(2, 'y') },
    { untrustedManifest: manifest(window), claim: claim(1, 'export-1') },
    { untrustedManifest: manifest(window), untrustedBytes: 3 },
  ][kind];
  return { window, generation: 2, ...parts };
}
