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

interface Known {
  readonly window: Interval;
  readonly state: Exclude<WindowState, { state: 'missing' }>;
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
  const known = withoutOverlaps(knownWindows(records, freshness, period));
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

function knownWindows(
  records: readonly WindowRecord[],
  freshness: Freshness,
  period: Interval,
): Known[] {
  return records
    .filter(({ window }) => overlaps(window, period))
    .flatMap((record) => {
      const state = windowState(record, freshness);
      return state.state === 'missing' ? [] : [{ window: record.window, state, record }];
    })
    .sort((a, b) => Number(isPublished(b.record)) - Number(isPublished(a.record)) || byStart(a, b));
}

/**
 * Claims alone can overlap, for the moment between a claim and its check or when a crash came between. What is
 * published goes first: a claim across it never passed its check and counts for nothing.
 */
function withoutOverlaps(known: readonly Known[]): Known[] {
  const kept: Known[] = [];
  for (const candidate of known) {
    if (!kept.some(({ window }) => overlaps(window, candidate.window))) kept.push(candidate);
  }
  return kept;
}

function isPublished(record: WindowRecord): boolean {
  return record.manifest !== undefined;
}

type ReusedState = Extract<WindowState, { state: 'final' | 'provisional' }>;

function isReused(state: Known['state']): state is ReusedState {
  return state.state === 'final' || (state.state === 'provisional' && !state.due);
}

function inWords(state: Known['state']): string {
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
