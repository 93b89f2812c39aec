/** Values that labels of metrics can have. What counts is typed by them: no other value is ever given. */
import type { Activities } from '../activities/index.ts';
import { FAILURE } from '../interface/names.ts';
import type { Endpoint, ObservedCall } from '../marketo/observe.ts';

export const JOB_EVENTS = [
  'created',
  'enqueued',
  'takenOver',
  'cancelled',
  'alreadyCompleted',
  'alreadyEnded',
  'notCancelled',
] as const;

export const WAITS = ['queueFull', 'quotaExhausted', 'callsExhausted', 'noRoom'] as const;

export const STEPS = [
  'resolveRequest',
  'planWindows',
  'findWindow',
  'findRoom',
  'createJob',
  'claimWindow',
  'releaseClaim',
  'enqueueJob',
  'jobStatus',
  'downloadFile',
  'verifyFile',
  'publishFile',
  'heldWindows',
  'cancelJob',
  'discardStaged',
] as const satisfies readonly (keyof Activities)[];

/** Those that see a whole file. */
export const MATCHING_STEPS = ['downloadFile', 'verifyFile'] as const;

export const FAILURE_TYPES = [...Object.values(FAILURE), 'other'] as const;

export const ENDPOINTS = [
  'identity',
  'create',
  'enqueue',
  'status',
  'cancel',
  'file',
  'list',
  'activityTypes',
  'usage',
] as const satisfies readonly Endpoint[];

export const CALL_OUTCOMES = [
  'ok',
  'aborted',
  'badCredentials',
  'tokenRefused',
  'accessDenied',
  'rateLimited',
  'tooManyConcurrentCalls',
  'callsExhausted',
  'quotaExhausted',
  'queueFull',
  'alreadyQueued',
  'notFound',
  'fileNotFound',
  'rangeNotSatisfiable',
  'invalid',
  'unavailable',
  'connection',
  'brokenBody',
] as const satisfies readonly ObservedCall['outcome'][];
