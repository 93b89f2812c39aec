/** P3: a file is fetched once; again only what a fault or a disturbance made worthless. */
import type { LoggedCall } from '../../../src/emulator/call-log.ts';
import type { Evidence } from '../evidence.ts';
import { CLOCK_SCALE } from '../settings.ts';
import type { Breach } from './breach.ts';

/**
 * An attempt that was given up (its run is reset, its heartbeat late) goes on until it hears of it, and may begin its
 * download only then: ten real seconds.
 */
const LINGERING_MS = 10_000 * CLOCK_SCALE;

/**
 * What a job's file may cost: its size once, and once more for each spoilt byte and for each of the
 * `disturbances` (a kill, a reset, a cancel …) that came while it was fetched, and for each other request of the dataset, which may have
 * waited for the same job; and whatever calls that were faulty or cut have sent.
 */
export function checkBytes(
  { datasets, log, published }: Pick<Evidence, 'datasets' | 'log' | 'published'>,
  disturbances: readonly Moment[],
): Breach[] {
  const calls = new Map<string, LoggedCall[]>();
  for (const call of log) {
    if (call.operation !== 'file' || call.exportId === null) continue;
    calls.set(call.exportId, [...(calls.get(call.exportId) ?? []), call]);
  }
  return published.flatMap(({ exportId, dataset, truth }) => {
    const own = calls.get(exportId) ?? [];
    // A refusal (a token that has expired) has bytes, too, none of the file.
    const clean = own.filter(
      ({ faults, cut, sentFromByte }) => faults.length === 0 && !cut && sentFromByte !== null,
    );
    const sent = clean.reduce((sum, { sentBytes }) => sum + sentBytes, 0);
    const requests = datasets.find(({ name }) => name === dataset)?.requests ?? 1;
    const times = requests + spoilt(own) + met(own, dataset, disturbances);
    if (sent <= times * truth.bytes) return [];
    const what = `${sent} good bytes were sent of job ${exportId} (${dataset}), whose file has ${truth.bytes}; ${times} times it were explained: ${own.map(inWords).join(', ')}`;
    return [{ promise: 'P3', what }];
  });
}

/** By the clock of the emulator's log. */
export interface Moment {
  readonly at: string;
  /** Of this dataset only. */
  readonly dataset?: string;
  /** A run was reset: its older windows go on beside the new ones, and may fetch the file too (docs/decisions/013). */
  readonly doubles?: boolean;
}

/** Faults that show only when the file is verified: everything is fetched anew. */
function spoilt(calls: readonly LoggedCall[]): number {
  return calls.filter(({ faults }) => faults.includes('corruptByteAt')).length;
}

function met(
  calls: readonly LoggedCall[],
  dataset: string,
  disturbances: readonly Moment[],
): number {
  const from = Date.parse(calls[0]?.at ?? '') - LINGERING_MS;
  const until = Date.parse(calls.at(-1)?.at ?? '');
  return disturbances.filter(({ at, dataset: own = dataset, doubles = false }) => {
    const atMs = Date.parse(at);
    return own === dataset && (doubles || from <= atMs) && atMs <= until;
  }).length;
}

function inWords({ at, sentFromByte, sentBytes, faults, cut }: LoggedCall): string {
  return [at, sentBytes, 'from', sentFromByte, ...(cut ? ['cut'] : []), ...faults].join(' ');
}
