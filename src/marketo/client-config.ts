/** What `createMarketoClient` is told, and the defaults of what it is not told. */
import type { Dispatcher } from 'undici';
import type { CallObserver } from './observe.ts';

export interface MarketoClientConfig {
  /** As `normalizeBaseUrl` gives it: origin only. */
  readonly baseUrl: string;
  readonly clientId: string;
  /** Begins every error's words, where clients of several instances stand side by side. */
  readonly label?: string;
  /** Text, or a function that reads it anew for each token (rotation); what it throws is passed on unchanged. */
  readonly clientSecret: string | (() => string | Promise<string>);
  readonly limits?: Partial<CallLimits>;
  readonly timeouts?: Partial<CallTimeouts>;
  /** Used instead of an own `Agent`, and then not closed by `close()`. */
  readonly dispatcher?: Dispatcher;
  /** Told of every HTTP call when it has ended, for metrics. Must not throw. */
  readonly observer?: CallObserver;
  /** Local wall clock, epoch milliseconds: token expiry, and Marketo's time where an answer has no `Date`. */
  readonly now?: () => number;
}

/** Good manners of one integration (contract §4.1); Marketo's own limits, shared by all of them, are twice these. */
export interface CallLimits {
  /** Calls begun in any 20 seconds; default 50. Identity calls are not metered and not counted. */
  readonly callsPer20s: number;
  /** Calls under way, file bodies included until they are read; default 5. */
  readonly concurrentCalls: number;
  /** Of those, file downloads; default 3, never more than `concurrentCalls`. */
  readonly concurrentFiles: number;
  /** Longest time that a 606, 615 or HTTP 429 holds back all new calls; default 20,000 ms. */
  readonly longestPauseMs: number;
}

export interface CallTimeouts {
  /** From the request sent to the headers of its answer; default 60,000 ms. */
  readonly headersMs: number;
  /** Longest silence within a body, also before an opened file is read at all; default 60,000 ms. */
  readonly bodyIdleMs: number;
  /** Bytes per second that a body must bring, averaged over `throughputWindowMs` of waiting; default 1,024. */
  readonly leastBytesPerSecond: number;
  /** Default 30,000 ms. The reader's own time does not count. */
  readonly throughputWindowMs: number;
}

export const DEFAULT_LIMITS: CallLimits = {
  callsPer20s: 50,
  concurrentCalls: 5,
  concurrentFiles: 3,
  longestPauseMs: 20_000,
};

export const DEFAULT_TIMEOUTS: CallTimeouts = {
  headersMs: 60_000,
  bodyIdleMs: 60_000,
  leastBytesPerSecond: 1024,
  throughputWindowMs: 30_000,
};
