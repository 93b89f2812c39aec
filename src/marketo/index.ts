/**
 * The Marketo client by itself: Bulk Activity Extract without Temporal. One `MarketoClient` for each instance and credentials
 * keeps one token, one share of the call limits and one set of connections. It repeats nothing but a call whose token was
 * refused: `MarketoError` says whether, and after how long, trying again makes sense.
 */
export { normalizeBaseUrl } from './base-url.ts';
export type { BaseUrl } from './base-url.ts';
export { createMarketoClient } from './client.ts';
export { DEFAULT_LIMITS, DEFAULT_TIMEOUTS } from './client-config.ts';
export type { CallLimits, CallTimeouts, MarketoClientConfig } from './client-config.ts';
export { MarketoError } from './errors.ts';
export type { MarketoErrorFacts, MarketoErrorKind } from './errors.ts';
export type { CallObserver, Endpoint, ObservedCall } from './observe.ts';
export { isTerminal } from '../domain/job-state.ts';
export type { JobState } from '../domain/job-state.ts';
export type {
  ActivityType,
  Answer,
  CallOptions,
  CreateExportBody,
  ExportJob,
  FileStretch,
  MarketoClient,
} from './types.ts';
