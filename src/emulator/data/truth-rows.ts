import type { Universe } from './universe.ts';
import { RUN_LENGTH } from './universe.ts';
import type { RowVariant } from './variants.ts';

/** Which rows are asked for; the words of a create body, but without its limits. */
export interface TruthFilter {
  readonly startMs: number;
  readonly endMs: number;
  readonly activityTypeIds?: readonly number[] | undefined;
  readonly primaryAttributeValueIds?: readonly number[] | undefined;
  readonly primaryAttributeValues?: readonly string[] | undefined;
}

/** A whole activity: all that can stand in a row. */
export interface TruthRow extends RowVariant {
  readonly marketoGUID: string;
  readonly leadId: number;
  readonly activityDate: string;
}

/**
 * The rows of a window in the order of its file, one object each. Written for itself: no segments,
 * no tables of kept kinds, no templates of bytes, so that it can tell when one of these is wrong.
 */
export function* truthRows(
  universe: Universe,
  filter: TruthFilter,
  asOfMs: number,
): Generator<TruthRow> {
  const first = universe.ordinalAt(Math.floor(filter.startMs / 1000) - 1);
  const end = universe.ordinalAt(Math.floor(Math.min(filter.endMs, asOfMs) / 1000) + 2);
  for (let run = first - (first % RUN_LENGTH); run < end; run += RUN_LENGTH) {
    const shuffle = universe.shuffleOf(run);
    const numbers = Array.from({ length: RUN_LENGTH }, (_, place) => place);
    numbers.sort((one, other) => (one ^ shuffle) - (other ^ shuffle));
    for (const number of numbers) {
      const row = rowAt(universe, run + number, asOfMs);
      if (row !== undefined && isAskedFor(row, filter)) yield row;
    }
  }
}

/** The activity with this number; undefined when it cannot be exported yet. */
function rowAt(universe: Universe, ordinal: number, asOfMs: number): TruthRow | undefined {
  const hash = universe.hashOf(ordinal);
  const second = universe.secondOf(ordinal);
  const variant = universe.variants[universe.variantOf(hash)];
  if (variant === undefined || universe.visibleFrom(ordinal, second) * 1000 > asOfMs) {
    return undefined;
  }
  return {
    ...variant,
    marketoGUID: guid(ordinal, hash, universe.options.guids),
    leadId: 100_000 + ((hash >>> 3) % 50_000),
    activityDate: `${new Date(second * 1000).toISOString().slice(0, 19)}Z`,
  };
}

function guid(ordinal: number, hash: number, guids: 'mixed' | 'digits'): string {
  const digits = String(ordinal).padStart(12, '0');
  const form = hash >>> 29;
  if (guids === 'digits' || form < 4) return digits;
  if (form === 4) return `${digits}e12`;
  const other = Math.imul(hash, 0x9e3779b1) >>> 0;
  return hex(hash, 8) + hex(other, 8) + hex(ordinal, 16);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

function isAskedFor(row: TruthRow, filter: TruthFilter): boolean {
  const dateMs = Date.parse(row.activityDate);
  const { primaryAttributeValueId: id, primaryAttributeValue: name } = row;
  return (
    dateMs >= filter.startMs &&
    dateMs <= filter.endMs &&
    (filter.activityTypeIds?.includes(row.activityTypeId) ?? true) &&
    (filter.primaryAttributeValueIds?.some((wanted) => wanted === id) ?? true) &&
    (filter.primaryAttributeValues?.some((wanted) => wanted === name) ?? true)
  );
}
