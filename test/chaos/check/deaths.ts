/** Workers that ended although nobody had killed them. */
import type { Breach } from './breach.ts';

/** Time after an outage of Temporal in which a worker may still end because of it. */
const AFTERMATH_MS = 15_000;

export interface WorkerEnd {
  readonly worker: number;
  readonly untilMs?: number;
  /** Exit code or signal; undefined when it was killed, or lives. */
  readonly endedByItself?: string;
  readonly lastWords: string;
}

export function checkDeaths(
  ends: readonly WorkerEnd[],
  outages: readonly { readonly fromMs: number; readonly untilMs: number }[],
): Breach[] {
  return ends.flatMap(({ worker, endedByItself, untilMs = 0, lastWords }) => {
    if (endedByItself === undefined) return [];
    const excused = outages.some(
      (outage) => outage.fromMs <= untilMs && untilMs <= outage.untilMs + AFTERMATH_MS,
    );
    const what = `worker ${worker} ended by itself (${endedByItself}): ${lastWords}`;
    return excused ? [] : [{ promise: 'end', what }];
  });
}
