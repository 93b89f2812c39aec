import { cannotBeBlank, invalid } from '../errors.ts';
import { SECOND_MS } from '../limits.ts';
import { fromBase32, toBase32 } from './base32.ts';

/** Where reading goes on: from a moment, or behind the last row that was looked at since. */
export interface Place {
  readonly sinceSecond: number;
  /** Number of the next row to look at; 0 for the first one since the moment. */
  readonly position: number;
}

/** Moment and position in base32: what the pages' samples turn out to be. [D page, acts] */
export function pagingToken({ sinceSecond, position }: Place): string {
  const moment = new Date(sinceSecond * SECOND_MS).toISOString().replace('Z', '+0000');
  return toBase32(`${moment},${position}`);
}

/** The place a call asks for by `nextPageToken`: 701 without one, 1003 for one that is none. */
export function placeAskedFor(query: URLSearchParams): Place {
  const token = query.get('nextPageToken') ?? '';
  if (token === '') throw cannotBeBlank('nextPageToken');
  const [, moment, position] = /^(\S+)\+0000,(\d+)$/.exec(fromBase32(token) ?? '') ?? [];
  const sinceSecond = Date.parse(`${moment ?? ''}Z`) / SECOND_MS;
  if (Number.isNaN(sinceSecond)) throw invalid('Invalid nextPageToken');
  return { sinceSecond, position: Number(position) };
}
