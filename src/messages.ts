/**
 * Names, messages and types of the workflows, for programs that talk to Temporal themselves and for workflows of their own.
 * Constants, `@temporalio/workflow` and types only: it may be imported by workflow code.
 */
import { defineSignal } from '@temporalio/workflow';
import type { ExtractRequest } from './interface/request-shape.ts';
import type { ExtractPlan, ExtractResult } from './interface/result.ts';
import { PAUSE_SIGNAL } from './interface/names.ts';

export {
  CANCELLATION_MEMO,
  DEFAULT_TASK_QUEUE,
  EXTRACT_ACTIVITIES,
  FAILURE,
  PAUSE_SIGNAL,
  PLAN_EXTRACT,
  POLL_NOW_SIGNAL,
  RESUME_SIGNAL,
  SET_CONCURRENCY_UPDATE,
  STATUS_QUERY,
} from './interface/names.ts';
export {
  extractStatus,
  pollNow,
  resume,
  setConcurrency,
  windowStatus,
} from './workflows/messages.ts';
export { executeExtract } from './workflows/execute-extract.ts';
export type { ExecuteExtractOptions } from './workflows/execute-extract.ts';
export { readExtractFailure } from './workflows/read-extract-failure.ts';
export type { ExtractFailure } from './workflows/read-extract-failure.ts';
export type * from './interface/public-types.ts';

/**
 * Type of the workflow `extractActivities`, as in `client.workflow.start<ExtractActivities>(EXTRACT_ACTIVITIES, …)`. It fails with an
 * `ApplicationFailure` whose `type` is one of `FAILURE` and whose first detail, where windows were begun, is a
 * `FailedExtractResult`.
 */
export type ExtractActivities = (request: ExtractRequest) => Promise<ExtractResult>;

/** Type of the workflow `planExtract`: a dry run. Writes nothing, neither here nor at Marketo. */
export type PlanExtract = (request: ExtractRequest) => Promise<ExtractPlan>;

/** Who pauses a run, and why: shown by its status. Each is cut to 200 characters and goes into the history. */
export interface PauseWords {
  readonly by?: string;
  readonly reason?: string;
}

/** Starts no more windows until `resume`; those in flight go on to their end. */
export const pause = defineSignal<[PauseWords?]>(PAUSE_SIGNAL);
