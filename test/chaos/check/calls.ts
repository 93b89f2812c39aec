/** How workers call Marketo: the token in a header, documented URLs only, within their share of the rate. */
import type { LoggedCall } from '../../../src/emulator/call-log.ts';
import type { Breach } from './breach.ts';

/**
 * The limiter counts when a call may begin, the emulator when it arrives: on a busy machine not quite the same. So many
 * seconds less of Marketo's 20 leave room for that.
 */
const SPAN_MS = 18_000;

/** A call and when it arrived, by the wall clock. */
export interface TimedCall extends Pick<LoggedCall, 'operation' | 'tokenBy' | 'number' | 'path'> {
  readonly atMs: number;
}

/** A worker's limiter forgets when the worker is killed: each life has a share of its own. */
export interface Life {
  readonly fromMs: number;
  readonly untilMs: number;
}

export function checkCalls(
  calls: readonly TimedCall[],
  lives: readonly Life[],
  callsPer20Seconds: number,
): Breach[] {
  return [...calls.flatMap(wrongly), ...tooFast(calls, lives, callsPer20Seconds)];
}

function wrongly({ operation, tokenBy, number, path }: TimedCall): Breach[] {
  const wanted = operation === 'identity' ? 'none' : 'header';
  const call = `call ${number} (${operation})`;
  return [
    ...(tokenBy === wanted ? [] : [{ promise: 'P7', what: `${call} has its token by ${tokenBy}` }]),
    ...(operation === 'unknown'
      ? [{ promise: 'P5', what: `${call} went to ${path}, which is no URL of Marketo's` }]
      : []),
  ];
}

/** Told once, where it is worst. */
function tooFast(
  calls: readonly TimedCall[],
  lives: readonly Life[],
  callsPer20Seconds: number,
): Breach[] {
  const times = calls
    .filter(({ operation }) => operation !== 'identity') // not metered by Marketo
    .map(({ atMs }) => atMs)
    .sort((a, b) => a - b);
  let worst = { excess: 0, what: '' };
  let first = 0;
  for (const [index, atMs] of times.entries()) {
    while ((times[first] ?? atMs) <= atMs - SPAN_MS) first += 1;
    const count = index - first + 1;
    const alive = lives.filter(({ fromMs, untilMs }) => fromMs <= atMs && untilMs > atMs - SPAN_MS);
    const excess = count - alive.length * callsPer20Seconds;
    const what = `${count} calls in 20 s by ${alive.length} workers of ${callsPer20Seconds} each`;
    if (excess > worst.excess) worst = { excess, what };
  }
  return worst.excess > 0 ? [{ promise: 'P5', what: worst.what }] : [];
}
