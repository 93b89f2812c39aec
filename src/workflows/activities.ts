/** The activities as workflow code sees them: time-outs, retries and what a cancel does to each (design §4). */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { ActivityOptions } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

const { TRY_CANCEL, WAIT_CANCELLATION_COMPLETED } = ActivityCancellationType;

/** Attempts go on for as long as `scheduleToCloseTimeout` allows: a number of tries says nothing about time. */
const RETRY = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' } as const;

/** The file lives 7 days at Marketo: as long a paid window waits for disks, credentials and networks to heal. */
const FILE_LIFE = '7d';

/** One proxy a class of step. `cancellationType` is always set: unset means TRY_CANCEL, whatever the typedoc says. */
export function activitiesFor(heartbeatTimeoutMs: number) {
  const proxy = (options: ActivityOptions) =>
    // eslint-disable-next-line temporal/workflow-require-activity-timeouts -- each class below gives its own
    proxyActivities<Activities>({ heartbeatTimeout: heartbeatTimeoutMs, retry: RETRY, ...options });
  const [startToCloseTimeout, day, leaving] = ['10m', '1d', '1h'] as const;
  const ask = proxy({
    ...{ startToCloseTimeout, scheduleToCloseTimeout: day },
    cancellationType: TRY_CANCEL,
  });
  const change = proxy({
    ...{ startToCloseTimeout, scheduleToCloseTimeout: day },
    cancellationType: WAIT_CANCELLATION_COMPLETED,
  });
  const askAfterPaying = proxy({
    ...{ startToCloseTimeout, scheduleToCloseTimeout: FILE_LIFE },
    cancellationType: TRY_CANCEL,
  });
  const changeAfterPaying = proxy({
    ...{ startToCloseTimeout, scheduleToCloseTimeout: FILE_LIFE },
    cancellationType: WAIT_CANCELLATION_COMPLETED,
  });
  const transfer = proxy({
    startToCloseTimeout: day,
    scheduleToCloseTimeout: FILE_LIFE,
    cancellationType: WAIT_CANCELLATION_COMPLETED,
  });
  const leave = proxy({
    ...{ startToCloseTimeout, scheduleToCloseTimeout: leaving },
    cancellationType: WAIT_CANCELLATION_COMPLETED,
  });
  return {
    beforePaying: {
      resolveRequest: ask.resolveRequest,
      planWindows: ask.planWindows,
      findWindow: ask.findWindow,
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
    },
  };
}

export type ActivityProxies = ReturnType<typeof activitiesFor>;

/** Before the policy is known. */
export const DEFAULT_HEARTBEAT_TIMEOUT_MS = 15_000;
