import { activityTypes } from './activity-types.ts';
import type { DirtSetting } from './dirt.ts';
import { mix } from './mix.ts';
import { rowVariants, VARIANTS_PER_TYPE, type RowVariant } from './variants.ts';

/** What decides every activity that exists. */
export interface UniverseOptions {
  readonly seed: number;
  readonly activitiesPerDay: number;
  /** Share (0…1) of rows that can be exported only some time after the moment they are dated (§8 row 17). */
  readonly lateShare: number;
  /** Longest such delay, in seconds. */
  readonly lateSeconds: number;
  /** Badly written rows (§8 row 25) and forms of marketoGUID (§8 row 31). */
  readonly dirtyRows: DirtSetting;
  readonly guids: 'mixed' | 'digits';
}

const SECONDS_PER_DAY = 86_400;
/** Nothing happened before: keeps ordinals small enough to be exact. */
const EPOCH_SECOND = Date.UTC(2010, 0, 1) / 1000;
/** Rows are out of order only within runs of this many. */
export const RUN_LENGTH = 8;
const PICKS = 4096;

/**
 * All activities of the emulated subscription, numbered in order of time. Row n is a pure function
 * of seed and n, and n of the second, so windows that overlap agree on every row they share.
 */
export class Universe {
  readonly options: UniverseOptions;
  #variants: readonly RowVariant[] | undefined;
  readonly #typePicks: Uint16Array;

  constructor(options: UniverseOptions) {
    this.options = options;
    this.#typePicks = weightedPicks();
  }

  /** All kinds of rows; made at the first file, since many an emulator never writes one. */
  get variants(): readonly RowVariant[] {
    this.#variants ??= rowVariants(this.options.seed, this.options.dirtyRows);
    return this.#variants;
  }

  /** How many activities are dated before this second; the ordinal of the first one in it. */
  ordinalAt(second: number): number {
    const elapsed = Math.max(0, second - EPOCH_SECOND);
    return Math.floor((elapsed * this.options.activitiesPerDay) / SECONDS_PER_DAY);
  }

  /** The second, since 1970, in which this activity took place. */
  secondOf(ordinal: number): number {
    const guess = Math.floor((ordinal * SECONDS_PER_DAY) / this.options.activitiesPerDay);
    let second = EPOCH_SECOND + guess;
    while (this.ordinalAt(second) > ordinal) second -= 1;
    while (this.ordinalAt(second + 1) <= ordinal) second += 1;
    return second;
  }

  /** The random figure of a row; its type, kind, lead and GUID come from it. */
  hashOf(ordinal: number): number {
    return mix(this.options.seed, ordinal);
  }

  /** Which of `variants` the row with this figure is. */
  variantOf(hash: number): number {
    const type = this.#typePicks[hash % PICKS] ?? 0;
    return type * VARIANTS_PER_TYPE + ((hash >>> 12) % VARIANTS_PER_TYPE);
  }

  /** The second from which the row can be exported: its own, or later for a late one. */
  visibleFrom(ordinal: number, second: number): number {
    const { lateShare, lateSeconds } = this.options;
    if (lateShare === 0) return second;
    const dice = mix(this.options.seed ^ 0x1a7e, ordinal);
    if (dice % 10_000 >= lateShare * 10_000) return second;
    return second + 1 + (dice % Math.max(1, Math.floor(lateSeconds)));
  }

  /** Real files are not quite in order of date (§2.7): one run in sixteen is shuffled. */
  shuffleOf(runStart: number): number {
    const dice = mix(this.options.seed ^ 0x0dde, runStart);
    return dice % 16 === 0 ? (dice >>> 8) % RUN_LENGTH : 0;
  }
}

function weightedPicks(): Uint16Array {
  const total = activityTypes.reduce((sum, type) => sum + type.weight, 0);
  const picks = new Uint16Array(PICKS);
  let filled = 0;
  let weight = 0;
  for (const [index, type] of activityTypes.entries()) {
    weight += type.weight;
    const end = Math.round((weight / total) * PICKS);
    picks.fill(index, filled, end);
    filled = end;
  }
  return picks;
}
