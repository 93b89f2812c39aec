/** Two clocks that are read over a network: what can be said of their difference. */
import { ok, warning, type Verdict } from './finding.ts';

/** Far above what a network or whole seconds explain, and where this program's own questions begin to go wrong. */
export const SKEW_WARNING_MS = 10_000;

/** A reading of another clock. Epoch milliseconds. */
export interface ClockReading {
  /** What it showed; it may have been later by up to `resolutionMs`. */
  readonly shownMs: number;
  readonly resolutionMs: number;
  /** The local clock before the question and after the answer: it was read somewhere in between. */
  readonly askedMs: number;
  readonly answeredMs: number;
}

/** How far the local clock surely is ahead (below zero: behind); 0 while both may be the same. Milliseconds. */
export function skewMs({ shownMs, resolutionMs, askedMs, answeredMs }: ClockReading): number {
  const latestShown = shownMs + resolutionMs;
  if (askedMs > latestShown) return askedMs - latestShown;
  return Math.min(0, answeredMs - shownMs);
}

const WHAT_IT_BREAKS =
  "No window is final or kept by this clock: Marketo's own times decide, and waits are durations. What goes by it: " +
  'which days a relative period means when a command starts it, whether an end lies in the future, certificates, and ' +
  'whether a worker seems to be there.';

/** `whose`: `Marketo`, `the Temporal server`. */
export function judgeClock(whose: string, reading: ClockReading): Verdict {
  const skew = Math.round(skewMs(reading));
  const facts = { skewMs: skew, warnsFromMs: SKEW_WARNING_MS };
  if (Math.abs(skew) < SKEW_WARNING_MS) {
    return ok(`This machine's clock agrees with that of ${whose}.`, facts);
  }
  const way = skew > 0 ? 'ahead of' : 'behind';
  return warning(
    `This machine's clock is ${secondsText(Math.abs(skew))} ${way} that of ${whose}. ${WHAT_IT_BREAKS}`,
    'Let NTP set the clock of this machine (timedatectl, chronyc), and that of the workers.',
    facts,
  );
}

function secondsText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}
