/** Queries and signals of both workflows. */
import { defineQuery, defineSignal } from '@temporalio/workflow';
import { POLL_NOW_SIGNAL, STATUS_QUERY, WINDOW_CANCELLED_SIGNAL } from '../interface/names.ts';
import type { CancelOutcome } from '../interface/result.ts';
import type { ExtractStatus, WindowStatus } from '../interface/status.ts';

export const extractStatus = defineQuery<ExtractStatus>(STATUS_QUERY);
export const windowStatus = defineQuery<WindowStatus>(STATUS_QUERY);

/** Ends whatever wait is going on: ask Marketo now. */
export const pollNow = defineSignal(POLL_NOW_SIGNAL);

/** From a window to its parent; a Canceled run carries no other word. */
export const windowCancelled = defineSignal<[CancelOutcome]>(WINDOW_CANCELLED_SIGNAL);
