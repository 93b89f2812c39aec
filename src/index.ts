/** What other programs import: start, join, watch, cancel and plan extractions through a Temporal client. */
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
export { startExtract } from './client/start-extract.ts';
export type { StartedExtract, StartOptions } from './client/start-extract.ts';
export { watchExtract } from './client/watch-extract.ts';
export type { WatchOptions } from './client/watch-extract.ts';
export type { Fault } from './interface/fault.ts';
export { DEFAULT_TASK_QUEUE, FAILURE } from './interface/names.ts';
export type { FailureType } from './interface/names.ts';
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
