import { z } from 'zod';
import { parseMarketoDate } from '../dates.ts';
import { invalid, invalidAttribute } from '../errors.ts';
import { DAY_MS, SECOND_MS, WINDOW_DAYS } from '../limits.ts';

/** A window as the client wrote it, and the seconds it holds: both ends are inside. */
export interface DateRange {
  readonly startAt: string;
  readonly endAt: string;
  readonly holds: (second: number) => boolean;
}

const schema = z.object({ startAt: z.string(), endAt: z.string() });

/** Reads a date range of at most 31 days; 1003 for another value. [D lead, pm, co] */
export function readDateRange(name: string, value: unknown): DateRange {
  const range = schema.safeParse(value).data;
  const startMs = parseMarketoDate(range?.startAt ?? '');
  const endMs = parseMarketoDate(range?.endAt ?? '');
  if (range === undefined || startMs === undefined || endMs === undefined) {
    throw invalidAttribute(name);
  }
  if (startMs > endMs) throw invalid(`${name}: startAt is after endAt`);
  if (endMs - startMs > WINDOW_DAYS * DAY_MS) {
    throw invalid(`${name}: date range is more than ${WINDOW_DAYS} days`);
  }
  const holds = (second: number) => second * SECOND_MS >= startMs && second * SECOND_MS <= endMs;
  return { ...range, holds };
}
