/** Pause and estimate in words, the same in the UI's details and on the command line. Pure, also for workflow code. */
import type { Eta, Paused } from './status.ts';

/** `paused since 2026-11-20T12:00:00Z by 12@host (month's end)` */
export function pausedInWords({ since, by, reason }: Paused): string {
  const whose = by === undefined ? '' : ` by ${by}`;
  const why = reason === undefined ? '' : ` (${reason})`;
  return `paused since ${since}${whose}${why}`;
}

/** `done about 2026-11-20T12:00:00Z, by the pace so far` */
export function etaInWords({ at, by, sure }: Eta): string {
  const what = by === 'quota' ? "by Marketo's daily quota" : 'by the pace so far';
  return `done about ${at}, ${what}${sure === 'rough' ? ' (rough: few windows so far)' : ''}`;
}
