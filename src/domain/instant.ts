/**
 * Instants as Marketo writes them: UTC, whole seconds, `YYYY-MM-DDThh:mm:ssZ`.
 * Inside, an instant is a number of whole seconds, so that closed windows can be reckoned with.
 */

/** Whole seconds since 1970-01-01T00:00:00Z. */
export type EpochSeconds = number;

const CANONICAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const COMPACT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** `2026-10-01T00:00:00Z` → whole seconds. Throws `RangeError` on any other form or an impossible date. */
export function parseInstant(text: string): EpochSeconds {
  const milliseconds = CANONICAL.test(text) ? Date.parse(text) : NaN;
  // Date.parse rolls 31 September over on some engines and refuses it on others: the round trip settles it.
  if (Number.isNaN(milliseconds) || formatInstant(milliseconds / 1000) !== text) {
    throw new RangeError(
      `Not an instant of the form YYYY-MM-DDThh:mm:ssZ: ${JSON.stringify(text)}`,
    );
  }
  return milliseconds / 1000;
}

/** Whole seconds → `2026-10-01T00:00:00Z`. A fraction is cut off. */
export function formatInstant(seconds: EpochSeconds): string {
  return `${new Date(Math.floor(seconds) * 1000).toISOString().slice(0, 19)}Z`;
}

/** As `formatInstant`. */
export function formatDate(date: Date): string {
  return formatInstant(date.getTime() / 1000);
}

/** Whole seconds → `20261001T000000Z`, the form used in file names. */
export function compactInstant(seconds: EpochSeconds): string {
  return formatInstant(seconds).replaceAll(/[-:]/g, '');
}

/** `20261001T000000Z` → whole seconds; undefined for anything else. */
export function parseCompactInstant(text: string): EpochSeconds | undefined {
  const parts = COMPACT.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  try {
    return parseInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  } catch {
    return undefined;
  }
}
