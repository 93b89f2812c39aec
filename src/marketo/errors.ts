/**
 * The one error family of the Marketo client. `kind` is what a caller decides by; the table in
 * `error-table.ts` says which code or HTTP status means which kind, whether it heals and how soon.
 */
export type MarketoErrorKind =
  | 'badCredentials' // identity answered 401
  | 'tokenRefused' // 601/602 even with a fresh token
  | 'accessDenied' // 603: permission, IP allow-list
  | 'rateLimited' // 606, HTTP 429
  | 'tooManyConcurrentCalls' // 615, 20024
  | 'callsExhausted' // 607: the day's API calls are used up
  | 'quotaExhausted' // 1029 "Export daily quota … exceeded"
  | 'queueFull' // 1029 "Too many jobs in queue"; a 1029 of unknown text too (`message` keeps Marketo's words)
  | 'alreadyQueued' // 1029 "Job already queued"
  | 'notFound' // 610, 1004, 1013, 702; HTTP 404 outside the file call
  | 'fileNotFound' // HTTP 404 of the file call: not completed, unknown, not yours or expired
  | 'rangeNotSatisfiable' // HTTP 416
  | 'invalid' // 1003 and every other final refusal
  | 'unavailable' // transient: 5xx, 502, 604, 608, 611, 614, 713, 719, empty or broken JSON
  | 'connection' // no answer: refused, reset, DNS, time-out
  | 'brokenBody'; // a file body that was cut, stalled, too slow, too short, or not what was asked for

/** Kinds of answers, as against calls that got none and bodies that broke off. */
export type RefusalKind = Exclude<MarketoErrorKind, 'connection' | 'brokenBody'>;

export interface MarketoErrorFacts {
  readonly kind: MarketoErrorKind;
  /** Marketo's code as sent, e.g. `"1029"`. */
  readonly code?: string;
  readonly httpStatus?: number;
  /** What was being done, e.g. `enqueue export 1f2e…`; never a URL, header or body. */
  readonly operation: string;
  readonly requestId?: string;
  /** `never`: repeating cannot help. A number: milliseconds to wait first (0: the caller's own back-off). */
  readonly retryAfterMs: number | 'never';
  /** Marketo's clock at the answer, epoch milliseconds. */
  readonly serverTimeMs?: number;
  readonly cause?: unknown;
}

export class MarketoError extends Error {
  override readonly name = 'MarketoError';
  readonly facts: MarketoErrorFacts;

  /** `message`: what happened, in Marketo's own words where there are any, free of secrets and row data. */
  constructor(message: string, facts: MarketoErrorFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.facts = facts;
  }

  get kind(): MarketoErrorKind {
    return this.facts.kind;
  }
}
