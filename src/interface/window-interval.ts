/** Windows are texts where they cross a boundary and seconds where they are reckoned with. */
import { formatInstant, parseInstant } from '../domain/instant.ts';
import type { Interval } from '../domain/interval.ts';
import type { Window } from './steps.ts';

export function toInterval({ startAt, endAt }: Window): Interval {
  return { start: parseInstant(startAt), end: parseInstant(endAt) };
}

export function toWindow({ start, end }: Interval): Window {
  return { startAt: formatInstant(start), endAt: formatInstant(end) };
}
