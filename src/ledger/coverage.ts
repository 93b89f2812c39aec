/** What of a period is there, and which periods to ask for to have the rest. Pure. */
import type { EpochSeconds } from '../domain/instant.ts';
import { lengthSeconds, overlaps, split, subtract, type Interval } from '../domain/interval.ts';
import { MAX_WINDOWS } from '../interface/names.ts';
import { knownWindows, type KnownWindow } from './plan.ts';
import type { WindowRecord } from './types.ts';
import { liveClaim, settledAt } from './window-state.ts';

/**
 * - `final`: there for good. `provisional`: there, but exported before it had settled.
 * - `claimed`: not there; a job may still deliver it. `missing`: not there, and nobody is at it.
 * - `fileMissing`, `sizeDiffers`: published, and its data file is gone or not the one that was published.
 */
export type CoverageState =
  'final' | 'provisional' | 'claimed' | 'missing' | 'fileMissing' | 'sizeDiffers';

export interface Stretch {
  /** What of the period it is. */
  readonly at: Interval;
  readonly state: CoverageState;
  /** Of the window that it belongs to, which may reach outside the period; absent when missing. */
  readonly record?: WindowRecord;
}

/** Ascending; together they are the period, each second once. `records`: all windows that touch it. */
export function coverStretches(records: readonly WindowRecord[], period: Interval): Stretch[] {
  // Only "due" depends on the time, and it decides no state here.
  const known = knownWindows(records, { now: 0 }, period);
  const stretches = known.map(({ window, record }): Stretch => {
    return { at: clip(window, period), state: stateOf(record), record };
  });
  const taken = known.map(({ window }) => window);
  // Published once, and claimed by nobody any more: a plan takes them for gaps, people want to know.
  for (const record of damagedOnly(records, known, period)) {
    for (const at of subtract(clip(record.window, period), taken)) {
      stretches.push({ at, state: stateOf(record), record });
    }
    taken.push(record.window);
  }
  for (const at of subtract(period, taken)) stretches.push({ at, state: 'missing' });
  return stretches.sort((a, b) => a.at.start - b.at.start);
}

function clip({ start, end }: Interval, period: Interval): Interval {
  return { start: Math.max(start, period.start), end: Math.min(end, period.end) };
}

function damagedOnly(
  records: readonly WindowRecord[],
  known: readonly KnownWindow[],
  period: Interval,
): WindowRecord[] {
  return records.filter(
    (record) =>
      record.untrustedManifest !== undefined &&
      overlaps(record.window, period) &&
      !known.some((other) => other.record === record),
  );
}

/** What lies there comes first; a job that may deliver it anew changes nothing of that yet. */
function stateOf({ manifest, untrustedManifest, untrustedBytes }: WindowRecord): CoverageState {
  if (manifest !== undefined) return manifest.final ? 'final' : 'provisional';
  if (untrustedManifest === undefined) return 'claimed';
  return untrustedBytes === undefined ? 'fileMissing' : 'sizeDiffers';
}

/** Whether all of it is there. `provisionalOk`: what was exported before it had settled will do. */
export function isWhole(stretches: readonly Stretch[], provisionalOk: boolean): boolean {
  return stretches.every(
    ({ state }) => state === 'final' || (provisionalOk && state === 'provisional'),
  );
}

export interface GapOptions {
  readonly provisionalOk: boolean;
  /** What time it is for settle times: before they have passed, a request exports nothing anew. */
  readonly now: EpochSeconds;
  /** Longest new window of the requests. */
  readonly windowSizeSeconds: number;
}

interface Gap {
  readonly interval: Interval;
  /** How many windows a request for it comes to, at the most. */
  readonly windows: number;
}

/**
 * The periods to ask for, ascending: all that can be mended now. Adjacent ones are joined, up to as many windows as
 * one request may have.
 */
export function gapPeriods(stretches: readonly Stretch[], options: GapOptions): Interval[] {
  const gaps: Gap[] = [];
  for (const gap of stretches.flatMap((stretch) => gapsOf(stretch, options))) {
    const last = gaps.at(-1);
    const joined = last === undefined ? undefined : join(last, gap);
    if (joined === undefined) gaps.push(gap);
    else gaps.splice(-1, 1, joined);
  }
  return gaps.map(({ interval }) => interval);
}

function gapsOf({ at, state, record }: Stretch, options: GapOptions): Gap[] {
  const { windowSizeSeconds } = options;
  if (record !== undefined && !isMendable(state, record, options)) return [];
  // What the ledger holds stays a window of its own; the rest is split.
  if (record !== undefined && isKept(record)) return [{ interval: at, windows: 1 }];
  return split(at, MAX_WINDOWS * windowSizeSeconds).map((interval) => {
    return { interval, windows: Math.ceil(lengthSeconds(interval) / windowSizeSeconds) };
  });
}

function isMendable(
  state: CoverageState,
  record: WindowRecord,
  { provisionalOk, now }: GapOptions,
): boolean {
  if (state !== 'provisional') return state !== 'final';
  const due = record.manifest !== undefined && now >= settledAt(record.manifest);
  return !provisionalOk && (due || liveClaim(record) !== undefined);
}

function isKept(record: WindowRecord): boolean {
  return record.manifest !== undefined || liveClaim(record) !== undefined;
}

/** Undefined when they are not adjacent, or too much for one request. */
function join(a: Gap, b: Gap): Gap | undefined {
  const windows = a.windows + b.windows;
  if (a.interval.end + 1 !== b.interval.start || windows > MAX_WINDOWS) return undefined;
  return { interval: { start: a.interval.start, end: b.interval.end }, windows };
}
