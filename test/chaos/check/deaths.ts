/** Workers that ended although nobody had killed them, or that were told to stop and did not do it in good order. */
import type { Breach } from './breach.ts';

/** Time after an outage of Temporal in which a worker may still end because of it. */
const AFTERMATH_MS = 15_000;

export interface WorkerEnd {
  readonly worker: number;
  readonly untilMs?: number;
  /** Exit code or signal; undefined when it was killed, or lives. */
  readonly endedByItself?: string;
  readonly drained?: { readonly fromMs: number; readonly end?: string };
  readonly lastWords: string;
}

export function checkDeaths(
  ends: readonly WorkerEnd[],
  outages: readonly { readonly fromMs: number; readonly untilMs: number }[],
): Breach[] {
  return ends.flatMap(({ worker, endedByItself, drained, untilMs = 0, lastWords }) => {
    const { fromMs = untilMs, end } = drained ?? {};
    const disorderly = end !== undefined && end !== '0';
    if (endedByItself === undefined && !disorderly) return [];
    const excused = outages.some(
      (outage) => outage.fromMs <= untilMs && fromMs <= outage.untilMs + AFTERMATH_MS,
    );
    const how = disorderly
      ? `was told to stop and ended with ${end}`
      : `ended by itself (${endedByItself})`;
    return excused ? [] : [{ promise: 'end', what: `worker ${worker} ${how}: ${lastWords}` }];
  });
}
