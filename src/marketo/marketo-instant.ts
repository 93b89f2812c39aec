/** Dates as Marketo and its documents write them (contract §2.3) → the one form used inside. */
import { formatInstant } from '../domain/instant.ts';

const DATE_TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * `2026-10-01T00:00:00Z`, `…-08:00`, `…+0000`, with or without milliseconds, date only; no zone is UTC.
 * → `YYYY-MM-DDThh:mm:ssZ`, fractions cut off; undefined for anything else.
 */
export function normalizeInstant(text: string): string | undefined {
  const parts = DATE_TIME.exec(text.trim());
  if (parts === null) return undefined;
  const [, date, time = '00:00:00', zone = 'Z'] = parts;
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const epochMs = Date.parse(`${date}T${time}${offset}`);
  return Number.isNaN(epochMs) ? undefined : formatInstant(epochMs / 1000);
}
