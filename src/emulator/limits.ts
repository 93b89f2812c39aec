/**
 * Marketo's limits, each with its source (short names as in FIDELITY.md).
 * The ones that belong to a subscription can be set by options; these are the usual figures.
 */

/** Jobs that run at once, over all object types of a subscription. [D blk] */
export const RUNNING_JOBS = 2;
/** Jobs that are queued or running at once, shared likewise. [D blk] */
export const JOBS_IN_QUEUE = 10;
/** Daily export volume: "500 MB"; 10^6 or 2^20 is not said, this is the careful reading. [D blk, I] */
export const DAILY_QUOTA_BYTES = 500_000_000;
/** Longest span of `createdAt`. [D act] */
export const WINDOW_DAYS = 31;
/** Most values in a primary attribute filter. [D act] */
export const PRIMARY_ATTRIBUTE_VALUES = 50;
/** Calls in a sliding span, shared by the subscription. [D rest, err] */
export const CALLS_PER_SPAN = 100;
export const CALL_SPAN_SECONDS = 20;
/** Calls at once. [D rest, err] */
export const CONCURRENT_CALLS = 10;
/** Calls a day. [D best] */
export const DAILY_CALLS = 50_000;
/** Life of a token from issue. [D auth] */
export const TOKEN_LIFE_SECONDS = 3600;
/** A changed status shows at most once in this time. [D blk] */
export const STATUS_LAG_SECONDS = 60;
/** Retention; the 10 days for files in blk's polling section are the 2017 figure. [D blk] */
export const FILE_DAYS = 7;
export const STATUS_DAYS = 30;
export const LIST_DAYS = 7;
/** Default and most of `batchSize` of the list. [D swM] */
export const LIST_BATCH = 300;
/** Most programs in a program member extract. [D pm] */
export const PROGRAMS_PER_JOB = 10;
/** Get Lead Activities: types and leads in one call. [D acts, swM] */
export const ACTIVITY_TYPES_PER_CALL = 10;
export const LEADS_PER_CALL = 30;
/** Deleted leads may be pruned after this; here they are. [D acts] */
export const DELETED_LEAD_DAYS = 14;
/** Largest request body and longest URI. [D err] */
export const BODY_BYTES = 1_048_576;
export const URI_BYTES = 8192;
/** Smaller answers are not compressed. [D perf] */
export const COMPRESSED_FROM_BYTES = 1024;

export const SECOND_MS = 1000;
export const DAY_MS = 86_400_000;
