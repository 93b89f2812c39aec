/** Durations in settings: `500ms`, `60s`, `5m`, `12h`, `2d`, or ISO-8601 such as `PT60S`. */
import { quote } from '../interface/fault.ts';
import { parseIsoDuration } from '../interface/iso-duration.ts';
import { bad, good } from './reading.ts';
import type { Reader, Reading } from './reading.ts';

const UNIT_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;
type Unit = keyof typeof UNIT_MS;

const FORMS = 'write it like 500ms, 60s, 5m, 12h, 2d or PT60S';

/** Text → whole milliseconds. */
export function parseDurationMs(text: string): Reading<number> {
  const [, count, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined)
    return whole(text, Number(count) * UNIT_MS[unit as Unit]);
  if (/^[-+]?P/.test(text)) {
    const iso = parseIsoDuration(text);
    return iso.ok
      ? whole(text, Math.round(iso.seconds * 1e6) / 1e3)
      : bad(`${quote(text)} ${iso.reason}`);
  }
  return bad(`${quote(text)} ${refusal(text)}; ${FORMS}`);
}

function whole(text: string, ms: number): Reading<number> {
  if (!Number.isSafeInteger(ms)) {
    return bad(`${quote(text)} is no whole number of milliseconds that can be counted; ${FORMS}`);
  }
  return good(ms);
}

function refusal(text: string): string {
  if (/^\d+$/.test(text)) return 'has no unit, so it could be seconds or milliseconds';
  if (/^\d+(ms|s|m|h|d)$/i.test(text)) return 'has its unit in capitals; units are small letters';
  if (/^\d*[.,]\d+/.test(text)) return 'has a fraction; use a smaller unit';
  if (/^-/.test(text)) return 'is negative';
  return 'is not a duration';
}

/** 90000 → `90s`: the largest unit that leaves no rest. */
export function formatDurationMs(ms: number): string {
  const units = Object.entries(UNIT_MS);
  const [name, size] = units.find(([, unitMs]) => ms >= unitMs && ms % unitMs === 0) ?? ['ms', 1];
  return ms === 0 ? '0s' : `${ms / size}${name}`;
}

/** Reader of a duration within a range, both ends in milliseconds and allowed. */
export function durationMs(range: { readonly min: number; readonly max: number }): Reader<number> {
  return (text) => {
    const read = parseDurationMs(text);
    if (!read.ok || (read.value >= range.min && read.value <= range.max)) return read;
    const bounds = `${formatDurationMs(range.min)} to ${formatDurationMs(range.max)}`;
    return bad(`${quote(text)} is out of range; choose from ${bounds}`);
  };
}
