import { msToTs } from '@temporalio/common/lib/time.js';
import type { Client } from '@temporalio/client';
import type { EpochSeconds } from '../../domain/instant.ts';

interface Span {
  readonly from: EpochSeconds;
  /** Belongs to it, as `from` does. */
  readonly to: EpochSeconds;
  readonly atMost: number;
}

/** When the schedule comes due, jitter included, ascending. The server tells a bounded number at a time. */
export async function matchingTimes(
  client: Client,
  scheduleId: string,
  { from, to, atMost }: Span,
): Promise<readonly EpochSeconds[]> {
  const times: EpochSeconds[] = [];
  // The server leaves its start out, a backfill takes it in.
  let after = from - 1;
  while (times.length < atMost) {
    const { startTime } = await client.workflowService.listScheduleMatchingTimes({
      namespace: client.options.namespace,
      scheduleId,
      startTime: timestamp(after),
      endTime: timestamp(to),
    });
    const found = startTime.map(({ seconds }) => Number(seconds));
    const last = found.at(-1);
    if (last === undefined) break;
    times.push(...found);
    after = last;
  }
  return times.slice(0, atMost);
}

function timestamp(seconds: EpochSeconds) {
  return msToTs(seconds * 1000);
}
