/** Median and spread. Pure. */

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Throws `RangeError` for no values at all. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) throw new RangeError('No values to take a median of');
  return { median: medianOf(sorted), min, max };
}

function medianOf(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2;
  const [lower = NaN, upper = NaN] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return (lower + upper) / 2;
}

/** Round by round: what loaded the machine then loaded both. */
export function paired(
  one: readonly number[],
  other: readonly number[],
  compare: (one: number, other: number) => number,
): number[] {
  return one.map((value, round) => compare(value, other[round] ?? NaN));
}
