/** From what the ledger knows to what is left to export. Pure. */
import { formatInstant, type EpochSeconds } from '../domain/instant.ts';
import { cutAt, overlaps, split, subtract, type Interval } from '../domain/interval.ts';
import type { Freshness, Manifest, WindowRecord, WindowState } from './types.ts';
import { settledAt, windowState } from './window-state.ts';

export interface ReusedWindow {
  readonly window: Interval;
  readonly manifest: Manifest;
  readonly state: 'final' | 'provisional';
  readonly why: string;
}

export interface TodoWindow {
  readonly window: Interval;
  readonly state: 'provisional' | 'stale' | 'claimed' | 'missing';
  /** In words that a person understands. */
  readonly why: string;
}

/** Both ascending; together they cover the period, no second twice. Whole windows may reach outside it. */
export interface PeriodPlan {
  readonly reused: readonly ReusedWindow[];
  readonly todo: readonly TodoWindow[];
}

/** A window that the ledger knows something of that counts. */
export interface KnownWindow {
  readonly window: Interval;
  readonly state: Exclude<WindowState, { state: 'missing' }>;
  readonly record: WindowRecord;
}

/**
 * `records`: all windows that touch the period, in any order. `windowSizeSeconds`: longest new window, ≥ 1.
 * What is known stays a window of its own, whole; each gap between is cut at `cuts`, ascending, and each piece split
 * from its own start.
 */
export function planPeriod(
  records: readonly WindowRecord[],
  freshness: Freshness,
  period: Interval,
  windowSizeSeconds: number,
  cuts: readonly EpochSeconds[] = [],
): PeriodPlan {
  const known = knownWindows(records, freshness, period);
  const reused: ReusedWindow[] = [];
  const todo: TodoWindow[] = [];
  for (const { window, state } of known) {
    const why = inWords(state);
    if (isReused(state)) reused.push({ window, manifest: state.manifest, state: state.state, why });
    else todo.push({ window, state: state.state, why });
  }
  const gaps = subtract(
    period,
    known.map(({ window }) => window),
  );
  const pieces = gaps.flatMap((gap) => cutAt(gap, cuts));
  for (const window of pieces.flatMap((piece) => split(piece, windowSizeSeconds))) {
    todo.push({ window, state: 'missing', why: 'not exported yet' });
  }
  return { reused: reused.sort(byStart), todo: todo.sort(byStart) };
}

/** Those that touch the period, whole; no two of them overlap. Published ones first, each group ascending. */
export function knownWindows(
  records: readonly WindowRecord[],
  freshness: Freshness,
  period: Interval,
): KnownWindow[] {
  const known = records
    .filter(({ window }) => overlaps(window, period))
    .flatMap((record) => {
      const state = windowState(record, freshness);
      return state.state === 'missing' ? [] : [{ window: record.window, state, record }];
    })
    .sort(byStart);
  const published = withoutOverlaps(known.filter(({ record }) => isPublished(record)));
  // Claims alone can overlap, for the moment between a claim and its check or when a crash came between. A claim across
  // what is published never passed its check and counts for nothing.
  const claims = known.filter(({ record }) => !isPublished(record) && !clashes(record, published));
  return [...published, ...withoutOverlaps(claims)];
}

function clashes({ window }: WindowRecord, others: readonly KnownWindow[]): boolean {
  return others.some((other) => overlaps(other.window, window));
}

/** `known`: ascending. Of two that overlap the first one is kept. */
function withoutOverlaps(known: readonly KnownWindow[]): KnownWindow[] {
  let last = -Infinity;
  return known.filter(({ window }) => {
    if (window.start <= last) return false;
    last = window.end;
    return true;
  });
}

function isPublished(record: WindowRecord): boolean {
  return record.manifest !== undefined;
}

type ReusedState = Extract<WindowState, { state: 'final' | 'provisional' }>;

function isReused(state: KnownWindow['state']): state is ReusedState {
  return state.state === 'final' || (state.state === 'provisional' && !state.due);
}

function inWords(state: KnownWindow['state']): string {
  switch (state.state) {
    case 'final':
      return `final since ${state.manifest.publishedAt}`;
    case 'provisional': {
      const from = formatInstant(settledAt(state.manifest));
      return `exported before it had settled; exported once more from ${from}`;
    }
    case 'stale':
      return 'exported before the refresh instant';
    case 'claimed':
      return `another run (${state.claim.owner.workflowId}) is exporting it as job ${state.claim.exportId}`;
  }
}

function byStart(a: { readonly window: Interval }, b: { readonly window: Interval }): number {
  return a.window.start - b.window.start;
}
