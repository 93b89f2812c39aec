/** The one line of JSON that a chaos run ends with. */
import type { Breach } from './check/breach.ts';
import { purchases } from './check/paid-once.ts';
import type { Course } from './check.ts';
import { CHAOS_FAULTS, faultName } from './faults.ts';
import type { StorageKind } from './storage/kinds.ts';
import type { World } from './world.ts';

export interface ChaosReport {
  readonly seed: number;
  readonly store: StorageKind;
  /** Published, each with a manifest. */
  readonly windows: number;
  readonly requests: number;
  /** Of extractActivities, those after resets and continue-as-new included. */
  readonly runs: number;
  /** By what they ended as. */
  readonly runsByStatus: Readonly<Record<string, number>>;
  /** Windows that failed, by type; later runs exported them. */
  readonly failuresByType: Readonly<Record<string, number>>;
  readonly jobs: number;
  readonly enqueues: number;
  readonly calls: number;
  readonly faults: number;
  readonly faultsByKind: Readonly<Record<string, number>>;
  readonly kills: number;
  /** Workers that were told to stop, and started again. */
  readonly drains: number;
  /** Runs that exported a dataset anew. */
  readonly refreshes: number;
  readonly serverRestarts: number;
  /** Of the S3 server. */
  readonly storeRestarts: number;
  readonly cancels: number;
  readonly cancelsAtMarketo: number;
  readonly resets: number;
  readonly terminations: number;
  readonly pollNows: number;
  /** Events of the plan that Temporal refused. */
  readonly refused: readonly string[];
  readonly bytesSent: number;
  readonly bytesPublished: number;
  readonly seconds: number;
  readonly breaches: readonly Breach[];
}

export function reportOf(
  {
    seed,
    store,
    requests,
  }: { readonly seed: number; readonly store: StorageKind; readonly requests: number },
  course: Course,
  more: Pick<
    ChaosReport,
    'kills' | 'drains' | 'serverRestarts' | 'faultsByKind' | 'seconds' | 'breaches'
  >,
): ChaosReport {
  const { evidence, trouble } = course;
  const { tally, refused } = trouble;
  const runs = evidence.runs.filter(({ type }) => type === 'extractActivities');
  return {
    seed,
    store,
    windows: evidence.published.length,
    requests,
    runs: runs.length,
    runsByStatus: counts(runs.map(({ status }) => status)),
    failuresByType: counts(runs.flatMap(({ failures }) => failures)),
    jobs: evidence.jobs.length,
    enqueues: purchases(evidence.jobs, evidence.log).length,
    calls: evidence.log.length,
    faults: sum(Object.values(more.faultsByKind)),
    refreshes: evidence.refreshes.length,
    cancels: tally.cancel ?? 0,
    cancelsAtMarketo: tally.cancelAtMarketo ?? 0,
    resets: (tally.resetRun ?? 0) + (tally.resetWindow ?? 0),
    terminations: tally.terminate ?? 0,
    pollNows: tally.pollNow ?? 0,
    storeRestarts: tally.restartStore ?? 0,
    refused,
    bytesSent: sum(
      evidence.log.filter(({ operation }) => operation === 'file').map((call) => call.sentBytes),
    ),
    bytesPublished: sum(evidence.published.map(({ bytes }) => bytes)),
    ...more,
  };
}

/** To be read before the faults are cleared; kinds that never struck are left out. */
export function struckByKind({
  emulator,
  storage,
}: Pick<World, 'emulator' | 'storage'>): Record<string, number> {
  const struck = emulator.faults().map(({ struck: times }, index): [string, number] => {
    const fault = CHAOS_FAULTS[index];
    return [fault === undefined ? 'unknown' : faultName(fault), times];
  });
  return Object.fromEntries([
    ...struck.filter(([, times]) => times > 0),
    ...Object.entries(storage.struck),
  ]);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function counts(words: readonly string[]): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const word of words) numbers[word] = (numbers[word] ?? 0) + 1;
  return numbers;
}
