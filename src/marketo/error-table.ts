/** Contract §4.2 as data: which refusal of Marketo means what, whether it heals, and how soon. */
import type { RefusalKind } from './errors.ts';

export interface Verdict {
  readonly kind: RefusalKind;
  /** See `MarketoErrorFacts.retryAfterMs`. */
  readonly retryAfterMs: number | 'never';
}

interface Row extends Verdict {
  readonly codes: readonly string[];
  /** Tells apart meanings that share a code; a row without it takes what the rows above left. */
  readonly message?: RegExp;
}

/** Marketo's window for call rates; clients wait exactly that. */
const RATE_WINDOW_MS = 20_000;
/** The same token is handed out until it expires, so an immediate repeat would find it again. */
const TOKEN_WAIT_MS = 60_000;
const CONCURRENCY_WAIT_MS = 5_000;
/** First step of the official sample's 1, 2, 4 minutes. */
const QUEUE_WAIT_MS = 60_000;
/** Day limits end at midnight Central Time, which only the caller reckons with; until then an hour hurts nobody. */
const DAY_LIMIT_WAIT_MS = 3_600_000;

const OWN_BACK_OFF = 0;

const ROWS: readonly Row[] = [
  { codes: ['601', '602'], kind: 'tokenRefused', retryAfterMs: TOKEN_WAIT_MS },
  { codes: ['600', '603'], kind: 'accessDenied', retryAfterMs: 'never' },
  { codes: ['606'], kind: 'rateLimited', retryAfterMs: RATE_WINDOW_MS },
  { codes: ['607'], kind: 'callsExhausted', retryAfterMs: DAY_LIMIT_WAIT_MS },
  { codes: ['615', '20024'], kind: 'tooManyConcurrentCalls', retryAfterMs: CONCURRENCY_WAIT_MS },
  { codes: ['610', '702', '1004', '1013'], kind: 'notFound', retryAfterMs: 'never' },
  {
    codes: ['500', '502', '503', '504', '604', '608', '611', '614', '713', '719'],
    kind: 'unavailable',
    retryAfterMs: OWN_BACK_OFF,
  },
  { codes: ['1029'], message: /already queued/i, kind: 'alreadyQueued', retryAfterMs: 'never' },
  {
    codes: ['1029'],
    message: /quota/i,
    kind: 'quotaExhausted',
    retryAfterMs: DAY_LIMIT_WAIT_MS,
  },
  // "Too many jobs in queue", and any text not known yet: waiting is the reading that costs least.
  { codes: ['1029'], kind: 'queueFull', retryAfterMs: QUEUE_WAIT_MS },
];

/**
 * Whatever the table does not know is final: 413, 414, 605, 609, 612, 613, 616, 701, 703, 704, 709–712, 714, 718,
 * 1001–1003, 1006, 1035, 1076–1079, and codes of the future. A refusal repeated blindly costs calls that all programs
 * share; one that is reported can get its row here.
 */
const FINAL: Verdict = { kind: 'invalid', retryAfterMs: 'never' };

/** An element of an envelope's `errors`. The code decides; the message only between meanings of one code. */
export function verdictOfCode(code: string, message: string): Verdict {
  const row = ROWS.find(
    (candidate) => candidate.codes.includes(code) && (candidate.message?.test(message) ?? true),
  );
  return row === undefined ? FINAL : { kind: row.kind, retryAfterMs: row.retryAfterMs };
}

/** An HTTP status without an envelope; `retryAfterMs` is what the answer's `Retry-After` said, if anything. */
export function verdictOfStatus(status: number, retryAfterMs: number | undefined): Verdict {
  if (status === 429) return { kind: 'rateLimited', retryAfterMs: retryAfterMs ?? RATE_WINDOW_MS };
  if (status >= 500 || status === 408) {
    return { kind: 'unavailable', retryAfterMs: retryAfterMs ?? OWN_BACK_OFF };
  }
  if (status === 401) return { kind: 'tokenRefused', retryAfterMs: TOKEN_WAIT_MS };
  if (status === 403) return { kind: 'accessDenied', retryAfterMs: 'never' };
  if (status === 404) return { kind: 'notFound', retryAfterMs: 'never' };
  return FINAL;
}

/** The same for `file.json`, whose 404 means "not there yet, or no longer" and may heal within seconds. */
export function verdictOfFileStatus(status: number, retryAfterMs: number | undefined): Verdict {
  if (status === 404) return { kind: 'fileNotFound', retryAfterMs: OWN_BACK_OFF };
  if (status === 416) return { kind: 'rangeNotSatisfiable', retryAfterMs: 'never' };
  return verdictOfStatus(status, retryAfterMs);
}
