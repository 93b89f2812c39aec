/** What Marketo's answers come to; pure. */
import { QUEUE_PLACES } from '../domain/export-reserve.ts';
import { exportUsage } from '../domain/export-usage.ts';
import { messageOf } from '../domain/message-of.ts';
import { MarketoError, type MarketoErrorKind } from '../marketo/errors.ts';
import type { ApiUsage, ExportJob, TokenReading } from '../marketo/types.ts';
import { CheckTimeoutError } from './bounded-check.ts';
import { ok, problem, skipped, warning, type Facts, type Verdict } from './finding.ts';
import type { Outcome } from './outcome.ts';

/** Marketo's usual limit of API calls a day; what a subscription has bought is not told by the API. */
const USUAL_DAILY_CALLS = 50_000;
const MANY_CALLS = 40_000;

/** Of the subscription, shared by all programs; passing by itself. */
const PASSING: ReadonlySet<MarketoErrorKind> = new Set([
  'rateLimited',
  'tooManyConcurrentCalls',
  'callsExhausted',
]);

const CREDENTIALS =
  'Compare MARKETO_CLIENT_ID and the secret with Admin > LaunchPoint > View Details; a service that was made anew has others.';
const DENIED =
  'Code 603 means one of three: the role of the API-only user lacks Read-Only Activity (Admin > Users & Roles); its ' +
  'address is not on the allow-list (Admin > Web Services > IP Restrictions); or the service belongs to another user.';
const ADDRESS =
  'Check MARKETO_BASE_URL against Admin > Web Services > REST API, and what stands between: DNS, proxy, firewall.';

const REMEDIES: Partial<Record<MarketoErrorKind, string>> = {
  badCredentials: CREDENTIALS,
  tokenRefused: CREDENTIALS,
  accessDenied: DENIED,
  connection: ADDRESS,
  notFound: ADDRESS,
  unavailable:
    'Run doctor again in some minutes; if it lasts, check MARKETO_BASE_URL and the proxy.',
  rateLimited: 'Nothing: it passes. If it is often so, lower MARKETO_CALLS_PER_20_SECONDS.',
  tooManyConcurrentCalls: 'Nothing: it passes. If it is often so, lower MARKETO_CONCURRENT_CALLS.',
  callsExhausted: 'Nothing: runs wait for midnight Central Time. Or make other programs call less.',
};

/** A call that failed. */
export function judgeTrouble(error: unknown): Verdict {
  if (error instanceof CheckTimeoutError) {
    return problem(`${error.message} from Marketo.`, ADDRESS);
  }
  if (!(error instanceof MarketoError)) return problem(`${messageOf(error)}.`, ADDRESS);
  const { kind, code, httpStatus } = error.facts;
  const facts: Facts = {
    kind,
    ...(code === undefined ? {} : { code }),
    ...(httpStatus === undefined ? {} : { httpStatus }),
  };
  const remedy = REMEDIES[kind] ?? 'Put right what Marketo names, then run doctor again.';
  const judge = PASSING.has(kind) ? warning : problem;
  return judge(`${error.message}.`, remedy, facts);
}

/** Whether it is Marketo that answers, by what came of asking it for a token. */
export function judgeAddress(baseUrl: string, token: Outcome<TokenReading>): Verdict {
  const facts = { baseUrl };
  if (token.ok || speaksAsMarketo(token.error)) return ok(`${baseUrl} answers.`, facts);
  const { message, remedy, facts: more } = judgeTrouble(token.error);
  return problem(`${baseUrl}: ${message}`, remedy ?? ADDRESS, { ...facts, ...more });
}

/** A refusal in Marketo's own form: not a page of a proxy, and not silence. */
function speaksAsMarketo(error: unknown): boolean {
  if (!(error instanceof MarketoError)) return false;
  return !['connection', 'unavailable', 'notFound', 'invalid'].includes(error.kind);
}

export function judgeToken(token: Outcome<TokenReading>): Verdict {
  if (token.ok) {
    const { remainingMs } = token.value;
    const minutes = Math.floor(remainingMs / 60_000);
    return ok(
      `Identity gave a token; ${minutes} min of its hour are left, then the next one is taken.`,
      { remainingMs },
    );
  }
  if (speaksAsMarketo(token.error)) return judgeTrouble(token.error);
  return skipped('Not asked: the base URL does not answer as Marketo does.');
}

export function judgeTypes(count: number): Verdict {
  return ok(`${count} activity types are readable.`, { types: count });
}

export function judgeExports(jobs: readonly ExportJob[]): Verdict {
  return ok(
    `The list of activity exports is readable, so the user has Read-Only Activity; ${jobs.length} of the last 7 days.`,
    { jobs: jobs.length },
  );
}

/** `nowMs`: Marketo's clock. */
export function judgeQuota(
  jobs: readonly ExportJob[],
  nowMs: number,
  dailyQuotaBytes: number | undefined,
): Verdict {
  if (dailyQuotaBytes === undefined) return skipped('EXTRACT_DAILY_QUOTA is wrong.');
  const { bytes: usedBytes, resetsAt } = exportUsage(jobs, nowMs);
  const facts = { usedBytes, dailyQuotaBytes, lowerBound: true, resetsAt };
  const used = `At least ${megabytes(usedBytes)} of today's ${megabytes(dailyQuotaBytes)} are used`;
  if (usedBytes < dailyQuotaBytes) {
    return ok(`${used}; other API users and other exports are not seen.`, facts);
  }
  return warning(
    `${used}: nothing more is exported before ${resetsAt}.`,
    'Nothing: runs wait for the reset by themselves. If you have bought more, set EXTRACT_DAILY_QUOTA.',
    facts,
  );
}

export function judgeQueue(jobs: readonly ExportJob[], nowMs: number): Verdict {
  const { placesTaken: taken } = exportUsage(jobs, nowMs);
  const running = jobs.filter(({ state }) => state === 'Processing').length;
  const facts = { taken, running, places: QUEUE_PLACES, lowerBound: true };
  const places = `At least ${taken} of ${QUEUE_PLACES} places of the export queue are taken, ${running} of them by jobs that run`;
  if (taken < QUEUE_PLACES) {
    return ok(`${places}; jobs of other API users are not seen.`, facts);
  }
  return warning(
    `${places}: no job is taken in before one ends.`,
    'Nothing: runs wait for a place. marketo-extract jobs list shows the jobs, jobs cancel takes one away.',
    facts,
  );
}

export function judgeCalls({ date, calls }: ApiUsage): Verdict {
  const facts = { date, calls, usualLimit: USUAL_DAILY_CALLS };
  const message = `${calls} API calls of all programs today (${date}); a day usually has ${USUAL_DAILY_CALLS}`;
  if (calls < MANY_CALLS) return ok(`${message}.`, facts);
  return warning(
    `${message}. When they are used up, runs wait for midnight Central Time.`,
    'Look in Admin > Web Services which program calls so often; longer EXTRACT_POLL_INTERVAL saves calls here.',
    facts,
  );
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
