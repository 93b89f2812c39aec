import { missingRoom } from '../domain/export-reserve.ts';
import type { Policy } from '../interface/resolved.ts';
import type { RoomAnswer, WindowInput } from '../interface/steps.ts';
import { readExportUsage } from '../marketo/read-export-usage.ts';
import { clientOf } from './client-of.ts';
import { defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { orLimit } from './limits.ts';
import { RoomGrants } from './room-grants.ts';

/**
 * Holds Marketo's job list against the reserve of backfills. The list shows the jobs of this API user only: what others
 * take comes on top, unseen. The reserve is the worker's of now, not the one that the run began with: a backfill takes
 * weeks, and a quota that was raised meanwhile is there to be used. What this worker granted within the last poll
 * interval counts as taken, so that windows that look at once do not all see the same place.
 */
export function findRoomActivity(parts: Pick<Dependencies, 'marketo' | 'policy' | 'hostName'>) {
  const { policy } = parts;
  const grants = new RoomGrants(policy.pollIntervalMs);
  return defineActivity<WindowInput, RoomAnswer>('beforePaying', ({ run, window }, scope) =>
    orLimit(async () => {
      const { signal, log, workflowId = '' } = scope;
      const { instance } = run.request;
      const marketo = clientOf(parts, run);
      const reserve = reserveOf(policy);
      if (reserve === undefined) return { answer: 'room' };
      const { usage, nowMs } = await readExportUsage(marketo, { signal });
      const placesTaken = usage.placesTaken + grants.others(instance, workflowId);
      const missing = missingRoom({ ...usage, placesTaken }, reserve, nowMs);
      if (missing === undefined) {
        grants.grant(instance, workflowId);
        return { answer: 'room' };
      }
      const { message, waitMs = policy.queueWaitMs } = missing;
      log.info('no room for the backfill', { ...window, reason: message });
      return { answer: 'noRoom', waitMs, message };
    }),
  );
}

function reserveOf({ dailyQuotaBytes, backfillKeepBytes, backfillKeepPlaces }: Policy) {
  if (dailyQuotaBytes === undefined) return undefined;
  return {
    dailyQuotaBytes,
    keepBytes: backfillKeepBytes ?? 0,
    keepPlaces: backfillKeepPlaces ?? 0,
  };
}
