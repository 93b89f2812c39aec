/** Instants as people and programs write them, and what to write instead when they may be misread. */
import type { EpochSeconds } from '../domain/instant.ts';
import { quote } from './fault.ts';

export type ReadInstant =
  | { readonly ok: true; readonly seconds: EpochSeconds }
  | { readonly ok: false; readonly message: string };

/** Which end of a period an instant is: the first or the last second of a day that is named without a time. */
export type Edge = 'start' | 'end';

/** For JSON Schema and for the exact form; the lenient one below only finds out what was meant. */
export const INSTANT_PATTERN = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(Z|[+-]\\d{2}:?\\d{2})$';
const EXACT = new RegExp(INSTANT_PATTERN);
const DAY = /^\d{4}-\d\d-\d\d$/;
const LENIENT =
  /^(?<day>\d{4}-\d\d-\d\d)[Tt ](?<clock>\d\d:\d\d)(?<second>:\d\d)?(?<fraction>[.,]\d+)? ?(?<zone>[Zz]|[+-]\d\d(?::?\d\d)?)?$/;

const LAST_SECOND = 253_402_300_799; // 9999-12-31T23:59:59Z: later ones have another form

/** ISO-8601 with `Z` or an offset and whole seconds → epoch seconds. Anything else: a message with the right text. */
export function readInstant(text: string, edge: Edge): ReadInstant {
  if (EXACT.test(text)) return readExact(text);
  const corrected = correct(text, edge);
  if (corrected === undefined)
    return refuse(text, `is not an instant; write it like "${EXAMPLE[edge]}"`);
  // A correction that names an impossible date would send its reader in circles.
  const read = readExact(corrected.text);
  return read.ok
    ? refuse(text, `${corrected.why}; write "${corrected.text}"${corrected.more ?? ''}`)
    : read;
}

const EXAMPLE: Record<Edge, string> = {
  start: '2026-10-01T00:00:00Z',
  end: '2026-10-31T23:59:59Z',
};

interface Correction {
  readonly why: string;
  readonly text: string;
  readonly more?: string;
}

function correct(text: string, edge: Edge): Correction | undefined {
  if (DAY.test(text)) {
    const time = edge === 'start' ? '00:00:00' : '23:59:59';
    return { why: 'names a day, not a second', text: `${text}T${time}Z`, more: WHOLE_DAY[edge] };
  }
  const parts = LENIENT.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const second = parts.second ?? (edge === 'start' ? ':00' : ':59');
  const zone = fullZone(parts.zone ?? 'Z');
  return { ...reason(parts), text: `${parts.day ?? ''}T${parts.clock ?? ''}${second}${zone}` };
}

const WHOLE_DAY: Record<Edge, string> = {
  start: ' (or with the offset of your zone, such as "+02:00")',
  end: ' for the whole day (or with the offset of your zone, such as "+02:00")',
};

function reason(parts: Record<string, string | undefined>): { why: string; more?: string } {
  if (parts.zone === undefined) {
    return {
      why: 'has no time zone',
      more: ' for UTC, or put your offset, such as "+02:00", for the Z',
    };
  }
  if (parts.fraction !== undefined)
    return { why: 'has a fraction of a second; Marketo takes whole seconds' };
  if (parts.second === undefined) return { why: 'has no seconds' };
  return { why: 'is not quite ISO-8601' };
}

function fullZone(zone: string): string {
  return /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone.toUpperCase();
}

function readExact(text: string): ReadInstant {
  const impossible = findImpossible(text);
  if (impossible !== undefined) return refuse(text, impossible);
  // The language promises only the form with a colon.
  const milliseconds = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  const seconds = milliseconds / 1000;
  if (Number.isNaN(seconds)) return refuse(text, 'is no date that exists');
  if (seconds < 0 || seconds > LAST_SECOND)
    return refuse(text, 'lies outside the years 1970 to 9999');
  return { ok: true, seconds };
}

/** Date.parse rolls 31 September over, on some engines; so the day is looked up, the clock compared. */
function findImpossible(text: string): string | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = text
    .slice(0, 19)
    .split(/[-T:]/)
    .map(Number);
  if (month < 1 || month > 12) return `names month ${month}; months go from 01 to 12`;
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (day < 1 || day > days) return `names day ${day}; that month has ${days} days`;
  if (hour > 23 || minute > 59 || second > 59) {
    return 'names no time of day; hours go to 23, minutes and seconds to 59';
  }
  const [, offsetHours = '0', offsetMinutes = '0'] =
    /[+-](\d\d):?(\d\d)$/.exec(text.slice(19)) ?? [];
  if (Number(offsetHours) > 14 || Number(offsetMinutes) > 59)
    return 'has an offset that no place uses';
  return undefined;
}

function refuse(text: string, why: string): ReadInstant {
  return { ok: false, message: `${quote(text)} ${why}` };
}
