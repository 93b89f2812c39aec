/** The activities as workflow code sees them: time-outs, retries and what a cancel does to each (design §4). */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

const { TRY_CANCEL, WAIT_CANCELLATION_COMPLETED } = ActivityCancellationType;

/** Attempts go on for as long as `scheduleToCloseTimeout` allows: a number of tries says nothing about time. */
const RETRY = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' } as const;

/** The file lives 7 days at Marketo: as long a paid window waits for disks, credentials and networks to heal. */
const FILE_LIFE = '7d';

type Time = '1m' | '10m' | '1h' | '1d' | typeof FILE_LIFE;

/** One proxy a class of step. `cancellationType` is always set: unset means TRY_CANCEL, whatever the typedoc says. */
export function activitiesFor(heartbeatTimeoutMs: number) {
  const proxy = (
    cancellationType: ActivityCancellationType,
    scheduleToCloseTimeout: Time,
    startToCloseTimeout: Time = '10m',
  ) =>
    proxyActivities<Activities>({
      startToCloseTimeout,
      scheduleToCloseTimeout,
      heartbeatTimeout: heartbeatTimeoutMs,
      retry: RETRY,
      cancellationType,
    });
  const ask = proxy(TRY_CANCEL, '1d');
  const change = proxy(WAIT_CANCELLATION_COMPLETED, '1d');
  const askAfterPaying = proxy(TRY_CANCEL, FILE_LIFE);
  const changeAfterPaying = proxy(WAIT_CANCELLATION_COMPLETED, FILE_LIFE);
  const transfer = proxy(WAIT_CANCELLATION_COMPLETED, FILE_LIFE, '1d');
  const leave = proxy(WAIT_CANCELLATION_COMPLETED, '1h');
  const glance = proxy(TRY_CANCEL, '1m', '1m');
  return {
    beforePaying: {
      resolveRequest: ask.resolveRequest,
      planWindows: ask.planWindows,
      findWindow: ask.findWindow,
      findRoom: ask.findRoom,
      createJob: change.createJob,
      claimWindow: change.claimWindow,
      enqueueJob: change.enqueueJob,
    },
    afterPaying: {
      findWindow: askAfterPaying.findWindow,
      jobStatus: askAfterPaying.jobStatus,
      downloadFile: transfer.downloadFile,
      verifyFile: transfer.verifyFile,
      publishFile: transfer.publishFile,
      cancelJob: changeAfterPaying.cancelJob,
      releaseClaim: changeAfterPaying.releaseClaim,
      discardStaged: changeAfterPaying.discardStaged,
    },
    /** While a cancelled run closes: a person waits for it. */
    leaving: {
      findWindow: leave.findWindow,
      claimWindow: leave.claimWindow,
      cancelJob: leave.cancelJob,
      releaseClaim: leave.releaseClaim,
      discardStaged: leave.discardStaged,
      // Told as not found out when the store is out of order for longer.
      resolveRequest: glance.resolveRequest,
      heldWindows: glance.heldWindows,
    },
  };
}

export type ActivityProxies = ReturnType<typeof activitiesFor>;

/** Before the policy is known. */
export const DEFAULT_HEARTBEAT_TIMEOUT_MS = 15_000;
