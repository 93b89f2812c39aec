/** How far the runs of a schedule make up for each other, reckoned from the times that the server names. */
import { parseInstant } from '../../domain/instant.ts';
import { parseRequest } from '../../interface/request.ts';
import type { UnrefreshedRequest } from '../../interface/request.ts';

export interface Healing {
  /** So many runs in a row may be missed, and the next one still asks for all of it. -1: there are gaps anyway. */
  readonly missable: number;
  /** The times that are known do not reach further. */
  readonly orMore: boolean;
}

/** Undefined when the request has no relative period, or too few times are known. */
export function healingOf(request: unknown, times: readonly Date[]): Healing | undefined {
  const periods = times.flatMap((time) => {
    const resolved = resolvedAt(request, time);
    return resolved?.cutAt === undefined ? [] : [resolved.period];
  });
  if (periods.length < 2) return undefined;
  const reach = (from: number, to: number) =>
    parseInstant(periods[to]?.startAt ?? '') <= parseInstant(periods[from]?.endAt ?? '') + 1;
  for (let ahead = 1; ahead < periods.length; ahead += 1) {
    const all = periods.slice(ahead).every((_, index) => reach(index, index + ahead));
    if (!all) return { missable: ahead - 2, orMore: false };
  }
  return { missable: periods.length - 2, orMore: true };
}

/** Seconds that the newest window still has to settle when the run starts; 0 when it has. */
export function unsettledSeconds(request: unknown, times: readonly Date[]): number {
  const waits = times.map((time) => {
    const resolved = resolvedAt(request, time);
    if (resolved?.cutAt === undefined) return 0;
    const settledAt = parseInstant(resolved.period.endAt) + 1 + resolved.settleSeconds;
    return settledAt - Math.floor(time.getTime() / 1000);
  });
  return Math.max(0, ...waits);
}

function resolvedAt(request: unknown, time: Date): UnrefreshedRequest | undefined {
  const parsed = parseRequest(request, { referenceTime: time });
  return parsed.ok ? parsed.request : undefined;
}
