import type { Client, ScheduleHandle } from '@temporalio/client';
import { formatInstant } from '../../domain/instant.ts';
import type { EpochSeconds } from '../../domain/instant.ts';
import { readInstant } from '../../interface/instant-text.ts';
import type { Edge } from '../../interface/instant-text.ts';
import { BackfillRefusedError } from './errors.ts';
import { describeOurs, withScheduleErrors } from './guarded.ts';
import { matchingTimes } from './matching-times.ts';

/** More starts than a schedule holds back; older servers drop what is beyond without a word. */
const MAX_STARTS = 1_000;

/** Policies under which every run of a backfill starts. */
export const BACKFILL_OVERLAPS = ['BUFFER_ALL', 'ALLOW_ALL'] as const;

export interface BackfillOptions {
  /** ISO-8601. Runs that came due from then on. */
  readonly from: string;
  /** ISO-8601. Until then, both included. */
  readonly to: string;
  /** Default `BUFFER_ALL`: one after the other. `ALLOW_ALL`: all at once. */
  readonly overlap?: (typeof BACKFILL_OVERLAPS)[number];
}

export interface BackfilledSchedule {
  readonly scheduleId: string;
  readonly overlap: (typeof BACKFILL_OVERLAPS)[number];
  /** Runs that were asked for. */
  readonly runs: number;
  /** ISO-8601: when the first and the last came due, jitter included. */
  readonly first: string;
  readonly last: string;
}

/** Starts the runs that came due in a time that has passed, as if it were then. Works on a paused schedule too. */
export async function backfillSchedule(
  client: Client,
  scheduleId: string,
  { from, to, overlap = 'BUFFER_ALL' }: BackfillOptions,
): Promise<BackfilledSchedule> {
  const [start, end] = [instantOf(from, 'start'), instantOf(to, 'end')];
  refusePeriod(start, end);
  return withScheduleErrors(client, scheduleId, async (handle) => {
    await describeOurs(handle);
    const { first, last, runs } = await countRuns(client, handle, start, end);
    // Always with a policy: by its own, SKIP would start the first alone (one of five, when it was measured).
    await handle.backfill({ start: new Date(start * 1000), end: new Date(end * 1000), overlap });
    return { scheduleId, overlap, runs, first: formatInstant(first), last: formatInstant(last) };
  });
}

function instantOf(text: string, edge: Edge): EpochSeconds {
  const read = readInstant(text, edge);
  if (!read.ok) throw new BackfillRefusedError(read.message);
  return read.seconds;
}

function refusePeriod(start: EpochSeconds, end: EpochSeconds): void {
  if (end < start) {
    throw new BackfillRefusedError(
      `The end, ${formatInstant(end)}, is before the start, ${formatInstant(start)}.`,
    );
  }
  if (end * 1000 > Date.now()) {
    throw new BackfillRefusedError(
      `The end, ${formatInstant(end)}, has not come yet: those runs will start by themselves.`,
    );
  }
}

async function countRuns(client: Client, handle: ScheduleHandle, from: number, to: number) {
  const times = await matchingTimes(client, handle.scheduleId, {
    from,
    to,
    atMost: MAX_STARTS + 1,
  });
  const [first, last, next] = [times[0], times.at(-1), times[MAX_STARTS]];
  if (first === undefined || last === undefined) {
    throw new BackfillRefusedError(
      `The schedule has no time from ${formatInstant(from)} to ${formatInstant(to)}; nothing was started. ` +
        'A startAt in its spec also holds for backfills.',
    );
  }
  if (next !== undefined) {
    throw new BackfillRefusedError(
      `That is more than ${MAX_STARTS} runs, more than a schedule holds back at once; nothing was started. Split it: ` +
        `the first part from ${formatInstant(from)} to ${formatInstant(next - 1)}, the next from ${formatInstant(next)} on when it is done. ` +
        'Or start one request with dates for the whole period: it is cut into windows, not into runs.',
    );
  }
  return { first, last, runs: times.length };
}
