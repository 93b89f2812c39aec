/** What requests, results and states are made of, for other programs: `.` and `./messages` of the package have the same. */
export type { Fault } from './fault.ts';
export type { FailureType } from './names.ts';
export type { ExtractRequest } from './request-shape.ts';
export type {
  CancelOutcome,
  ExtractPlan,
  ExtractResult,
  FailedExtractResult,
  FailedWindow,
  PlannedWindow,
  WindowFailure,
  WindowResult,
} from './result.ts';
export type {
  Eta,
  ExtractStatus,
  ExtractWindowStatus,
  Paused,
  WindowPhase,
  WindowStatus,
} from './status.ts';
