/** What other programs import: start, join, watch, cancel, plan and schedule extractions through a Temporal client. */
export { connectTemporal } from './client/connect.ts';
export type { ConnectOptions, TemporalConnection } from './client/connect.ts';
export {
  cancelExtract,
  pauseExtract,
  pollNow,
  resumeExtract,
  setConcurrency,
} from './client/control-extract.ts';
export type { PauseOptions } from './client/control-extract.ts';
export {
  AdjustRefusedError,
  ExtractNotFoundError,
  InvalidRequestError,
  PlanFailedError,
  TemporalUnreachableError,
} from './client/errors.ts';
export { extractResult } from './client/extract-result.ts';
export type { ExtractOutcome } from './client/extract-result.ts';
export { planExtract } from './client/plan-extract.ts';
export type { PlanOptions } from './client/plan-extract.ts';
export type { ExtractProgress, ExtractState, Transfer, WindowProgress } from './client/progress.ts';
export { readProgress } from './client/read-progress.ts';
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
export { watchExtract } from './client/watch-extract.ts';
export type { WatchOptions } from './client/watch-extract.ts';
export type { Fault } from './interface/fault.ts';
export { DEFAULT_TASK_QUEUE, FAILURE } from './interface/names.ts';
export type { FailureType } from './interface/names.ts';
export type { ScheduleFile } from './interface/schedule.ts';
export type { ExtractRequest } from './interface/request-shape.ts';
export type {
  CancelOutcome,
  ExtractPlan,
  ExtractResult,
  FailedExtractResult,
  FailedWindow,
  PlannedWindow,
  WindowResult,
} from './interface/result.ts';
export type {
  Eta,
  ExtractStatus,
  ExtractWindowStatus,
  Paused,
  WindowStatus,
} from './interface/status.ts';
