/** Numbers and periods for people, alike on the command line and in the Temporal UI. */
const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const ONE_DIGIT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `12,345`. */
export function formatCount(count: number): string {
  return WHOLE.format(count);
}

/** Decimal units, as Marketo counts its quota: `1.2 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${ONE_DIGIT.format(value)} ${UNITS[unit] ?? ''}`;
}

/** `2026-10-01 – 2026-10-07` when both ends are whole days, else with times. Ends belong to the period. */
export function formatPeriod(startAt: string, endAt: string): string {
  if (startAt.endsWith('T00:00:00Z') && endAt.endsWith('T23:59:59Z')) {
    const [first, last] = [startAt.slice(0, 10), endAt.slice(0, 10)];
    return first === last ? first : `${first} – ${last}`;
  }
  return `${startAt} – ${endAt}`;
}

/** `1 window`, `4 windows`. */
export function formatPlural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
