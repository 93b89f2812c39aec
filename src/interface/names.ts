/** Names that cross the Temporal boundary. Safe to import in workflow code: constants only. */

export const EXTRACT_ACTIVITIES = 'extractActivities';
export const EXPORT_WINDOW = 'exportWindow';
export const PLAN_EXTRACT = 'planExtract';

export const STATUS_QUERY = 'status';
export const POLL_NOW_SIGNAL = 'pollNow';
/** No more windows are started, until the other one comes. */
export const PAUSE_SIGNAL = 'pause';
export const RESUME_SIGNAL = 'resume';
/** Update: how many windows may be in flight at once. */
export const SET_CONCURRENCY_UPDATE = 'setConcurrency';
/** A window tells its parent what its cancel came to. */
export const WINDOW_CANCELLED_SIGNAL = 'windowCancelled';

/** Memo key of window and parent: what a cancel came to at Marketo. */
export const CANCELLATION_MEMO = 'cancellation';

export const DEFAULT_TASK_QUEUE = 'marketo-activity-extract';

/** Memo key of an extraction: the instant before which it exports anew. */
export const REFRESH_MEMO = 'refreshBefore';

/** Search attributes of runs and windows, all of type Keyword; set only where the namespace has them registered. */
export const SEARCH_ATTRIBUTES = {
  instance: 'MarketoInstance',
  dataset: 'MarketoDataset',
  /** As `status` says it, with `paused`, `failed` and `cancelled` beside. */
  phase: 'MarketoPhase',
  /** Of windows: a run has many. */
  exportId: 'MarketoExportId',
} as const;

export type SearchAttributeName = (typeof SEARCH_ATTRIBUTES)[keyof typeof SEARCH_ATTRIBUTES];

/** Stands, with the reason, in the place of a payload that could not be decoded. */
export const UNDECODABLE_MEMBER = 'undecodablePayload';

export const MIN_CONCURRENCY = 1;
export const MAX_CONCURRENCY = 10;

/** Counter of windows that have ended. Workflows count it; every other metric is the worker's (src/observability). */
export const WINDOWS_METRIC = {
  name: 'marketo_extract_windows',
  help: 'Windows that ended; overlaps and halved ones are planned anew',
  outcomes: ['published', 'failed', 'cancelled', 'overlaps', 'halved'],
} as const;

/** At most so many windows a request: results and failures stay small. */
export const MAX_WINDOWS = 1_000;

/** `type` of every failure that a run can end with or show; docs/errors.md explains each. */
export const FAILURE = {
  invalidRequest: 'InvalidRequest',
  workerTooOld: 'WorkerTooOld',
  unknownWorkflow: 'UnknownWorkflow',
  datasetMismatch: 'DatasetMismatch',
  unknownInstance: 'UnknownInstance',
  wrongStore: 'WrongStore',
  storeUnavailable: 'StoreUnavailable',
  marketoCredentials: 'MarketoCredentials',
  marketoAccessDenied: 'MarketoAccessDenied',
  marketoRefused: 'MarketoRefused',
  marketoBusy: 'MarketoBusy',
  marketoUnavailable: 'MarketoUnavailable',
  transferInterrupted: 'TransferInterrupted',
  jobFailed: 'JobFailed',
  jobCancelledAtMarketo: 'JobCancelledAtMarketo',
  jobGone: 'JobGone',
  jobStuck: 'JobStuck',
  fileMismatch: 'FileMismatch',
  timedOut: 'TimedOut',
  windowCancelled: 'WindowCancelled',
  windowsFailed: 'WindowsFailed',
  internal: 'InternalError',
} as const;

export type FailureType = (typeof FAILURE)[keyof typeof FAILURE];
