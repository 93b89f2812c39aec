/** The activities as workflow code sees them: time-outs, retries and what a cancel does to each (design §4). */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { ActivityFunctionWithOptions } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { summaryText } from '../interface/request-words.ts';
import { SUMMARIES } from './activity-summaries.ts';

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
      resolveRequest: summarized(ask.resolveRequest, SUMMARIES.resolveRequest),
      planWindows: summarized(ask.planWindows, SUMMARIES.planWindows),
      findWindow: summarized(ask.findWindow, SUMMARIES.findWindow),
      findRoom: summarized(ask.findRoom, SUMMARIES.findRoom),
      createJob: summarized(change.createJob, SUMMARIES.createJob),
      claimWindow: summarized(change.claimWindow, SUMMARIES.claimWindow),
      enqueueJob: summarized(change.enqueueJob, SUMMARIES.enqueueJob),
    },
    afterPaying: {
      findWindow: summarized(askAfterPaying.findWindow, SUMMARIES.findWindow),
      jobStatus: summarized(askAfterPaying.jobStatus, SUMMARIES.jobStatus),
      downloadFile: summarized(transfer.downloadFile, SUMMARIES.downloadFile),
      verifyFile: summarized(transfer.verifyFile, SUMMARIES.verifyFile),
      publishFile: summarized(transfer.publishFile, SUMMARIES.publishFile),
      cancelJob: summarized(changeAfterPaying.cancelJob, SUMMARIES.cancelJob),
      releaseClaim: summarized(changeAfterPaying.releaseClaim, SUMMARIES.releaseClaim),
      discardStaged: summarized(changeAfterPaying.discardStaged, SUMMARIES.discardStaged),
    },
    /** While a cancelled run closes: a person waits for it. */
    leaving: {
      findWindow: summarized(leave.findWindow, SUMMARIES.findWindow),
      claimWindow: summarized(leave.claimWindow, SUMMARIES.claimWindow),
      cancelJob: summarized(leave.cancelJob, SUMMARIES.cancelJob),
      releaseClaim: summarized(leave.releaseClaim, SUMMARIES.releaseClaim),
      discardStaged: summarized(leave.discardStaged, SUMMARIES.discardStaged),
      // Told as not found out when the store is out of order for longer.
      resolveRequest: summarized(glance.resolveRequest, SUMMARIES.resolveRequest),
      heldWindows: summarized(glance.heldWindows, SUMMARIES.heldWindows),
    },
  };
}

/** The same activity, with a line of its own for each call in the Temporal UI. */
function summarized<Input, Output>(
  activity: ActivityFunctionWithOptions<(input: Input) => Promise<Output>>,
  summary: (input: Input) => string,
): (input: Input) => Promise<Output> {
  return (input) => activity.executeWithOptions({ summary: summaryText(summary(input)) }, [input]);
}

export type ActivityProxies = ReturnType<typeof activitiesFor>;

/** Before the policy is known. */
export const DEFAULT_HEARTBEAT_TIMEOUT_MS = 15_000;
