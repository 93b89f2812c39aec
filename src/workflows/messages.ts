/** Queries and signals of both workflows. */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import {
  PAUSE_SIGNAL,
  POLL_NOW_SIGNAL,
  RESUME_SIGNAL,
  SET_CONCURRENCY_UPDATE,
  STATUS_QUERY,
  WINDOW_CANCELLED_SIGNAL,
} from '../interface/names.ts';
import type { CancelOutcome } from '../interface/result.ts';
import type { ExtractStatus, WindowStatus } from '../interface/status.ts';

export const extractStatus = defineQuery<ExtractStatus>(STATUS_QUERY);
export const windowStatus = defineQuery<WindowStatus>(STATUS_QUERY);

/** Ends whatever wait is going on: ask Marketo now. */
export const pollNow = defineSignal(POLL_NOW_SIGNAL);

/** Starts no more windows; may say who paused it and why (`PauseWords`). */
export const pause = defineSignal<[unknown?]>(PAUSE_SIGNAL);
export const resume = defineSignal(RESUME_SIGNAL);

/** Answers the number of windows that may be in flight from now on. */
export const setConcurrency = defineUpdate<number, [number]>(SET_CONCURRENCY_UPDATE);

/** From a window to its parent; a Canceled run carries no other word. */
export const windowCancelled = defineSignal<[CancelOutcome]>(WINDOW_CANCELLED_SIGNAL);
