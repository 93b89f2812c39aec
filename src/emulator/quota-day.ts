import { DAY_MS } from './limits.ts';

/** Whose midnight ends the quota day: the documents say "CST", which has two readings. */
export type QuotaZone = 'America/Chicago' | 'UTC-6';

const chicagoDate = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/Chicago',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The calendar day a moment belongs to, as `YYYY-MM-DD`; a new day resets quota and daily calls. */
export function quotaDay(ms: number, zone: QuotaZone): string {
  if (zone === 'America/Chicago') return chicagoDate.format(ms);
  return new Date(ms - DAY_MS / 4).toISOString().slice(0, 10);
}
