/**
 * What other programs import: start, join, watch, cancel, plan and schedule extractions through a Temporal client.
 * docs/embedding.md shows it at work.
 */
export { connectTemporal } from './client/connect.ts';
export type { ConnectOptions, TemporalConnection } from './client/connect.ts';
export type { PauseOptions } from './client/control-extract.ts';
export {
  AdjustRefusedError,
  ExtractFailedError,
  ExtractNotFoundError,
  ForeignWorkflowError,
  InvalidRequestError,
  NoWorkerError,
  PayloadCodecError,
  PlanFailedError,
  TemporalConfigurationError,
  TemporalRefusedError,
  TemporalUnreachableError,
} from './client/errors.ts';
export type { ConnectionFault } from './client/connection-fault.ts';
export type { ExtractHandle } from './client/extract-handle.ts';
export type { ExtractOutcome } from './client/extract-outcome.ts';
export { joinExtract } from './client/join-extract.ts';
export { parseRequest, workflowIdOf } from './client/parse-request.ts';
export type {
  AcceptedExtractRequest,
  ParsedExtractRequest,
  ParseOptions,
} from './client/parse-request.ts';
export { planExtract } from './client/plan-extract.ts';
export type { PlanOptions } from './client/plan-extract.ts';
export type { ExtractProgress, ExtractState, Transfer, WindowProgress } from './client/progress.ts';
export { acceptSchedule, applySchedule } from './client/schedules/apply.ts';
export type { AppliedSchedule, ApplyOptions } from './client/schedules/apply.ts';
export { backfillSchedule } from './client/schedules/backfill.ts';
export type { BackfilledSchedule, BackfillOptions } from './client/schedules/backfill.ts';
export type { ScheduleChange } from './client/schedules/changes.ts';
export { deleteSchedule, pauseSchedule, unpauseSchedule } from './client/schedules/control.ts';
export type { DeletedSchedule, PausedSchedule } from './client/schedules/control.ts';
export { describeSchedule } from './client/schedules/describe.ts';
export type { DescribedSchedule } from './client/schedules/describe.ts';
export {
  BackfillRefusedError,
  ForeignScheduleError,
  InvalidScheduleError,
  NoSuchScheduleError,
} from './client/schedules/errors.ts';
export { listSchedules } from './client/schedules/list.ts';
export type { ListedSchedule } from './client/schedules/list.ts';
export type { ScheduledRun } from './client/schedules/runs.ts';
export { triggerSchedule } from './client/schedules/trigger.ts';
export type { TriggeredSchedule } from './client/schedules/trigger.ts';
export { startExtract } from './client/start-extract.ts';
export type { StartedExtract, StartOptions } from './client/start-extract.ts';
export type { Patience } from './client/until-answered.ts';
export type { WatchOptions } from './client/watch-extract.ts';
export { DEFAULT_TASK_QUEUE, FAILURE } from './interface/names.ts';
export type { ScheduleFile } from './interface/schedule.ts';
export type * from './interface/public-types.ts';
export { TracingError } from './tracing/errors.ts';
