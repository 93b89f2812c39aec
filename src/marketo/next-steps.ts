/** What the reader of a refusal can do, to follow Marketo's words; contract §4.2, column "Client". */
import type { RefusalKind } from './errors.ts';

const REPORT = 'this is a fault of the program, report it';
const ASK_FOR_LESS = 'ask for less in one call, such as fewer values';
const SUPPORT = "the subscription lacks something, ask Marketo's support";

/** Where a code tells more than its kind. */
const BY_CODE: ReadonlyMap<string, string> = new Map([
  ['413', ASK_FOR_LESS],
  ['414', ASK_FOR_LESS],
  ['605', REPORT],
  ['609', REPORT],
  ['612', REPORT],
  ['613', REPORT],
  ['616', SUPPORT],
  ['703', SUPPORT],
  ['1006', 'leave the field out'],
]);

const BY_KIND: Readonly<Record<RefusalKind, string>> = {
  badCredentials: 'compare both with the API service in Admin > LaunchPoint',
  tokenRefused: 'wait for a new token; if it lasts, look at the API service in Admin > LaunchPoint',
  accessDenied:
    "give the API user's role Read-Only Activity, or its address a place on the allow-list",
  rateLimited: 'wait, and call less often: all programs share 100 calls in 20 seconds',
  tooManyConcurrentCalls: 'wait, with fewer calls at once: all programs share 10',
  callsExhausted: "wait for midnight Central Time, the day's API calls are used up",
  quotaExhausted: "wait for midnight Central Time, the day's export volume is used up",
  queueFull: 'wait until a job of the subscription has ended',
  alreadyQueued: 'go on with its status',
  notFound: 'check the base URL and the id: only the API user that made a job sees it',
  fileNotFound: 'ask for its status',
  rangeNotSatisfiable: "ask for the job's fileSize",
  invalid: 'put right what Marketo names, repeating cannot help',
  unavailable: 'try again later, such trouble passes',
};

/** Half a sentence without a full stop, for callers add to it. */
export function nextStep(kind: RefusalKind, code: string): string {
  return BY_CODE.get(code) ?? BY_KIND[kind];
}
