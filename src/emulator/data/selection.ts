import type { RowVariant } from './variants.ts';

/** The filter of a job once it is checked. */
export interface ExportFilter {
  /** First and last second of the window, both inside (§3.2: both ends inclusive). */
  readonly firstSecond: number;
  readonly lastSecond: number;
  readonly activityTypeIds: readonly number[] | null;
  readonly primaryAttributeValueIds: readonly number[] | null;
  readonly primaryAttributeValues: readonly string[] | null;
}

/** Marks the kinds of rows that the filter lets through: 1 to keep, 0 to leave out. */
export function keptVariants(variants: readonly RowVariant[], filter: ExportFilter): Uint8Array {
  const tests = [
    oneOf(filter.activityTypeIds, (variant) => variant.activityTypeId),
    oneOf(filter.primaryAttributeValueIds, (variant) => variant.primaryAttributeValueId),
    oneOf(filter.primaryAttributeValues, (variant) => variant.primaryAttributeValue),
  ];
  return Uint8Array.from(variants, (variant) => (tests.every((test) => test(variant)) ? 1 : 0));
}

function oneOf<T>(
  wanted: readonly T[] | null,
  read: (variant: RowVariant) => T | null,
): (variant: RowVariant) => boolean {
  if (wanted === null) return () => true;
  const set = new Set<T | null>(wanted);
  return (variant) => set.has(read(variant));
}
