/** What can be known of an extraction at one moment. */
import type { ExtractStatus, WindowStatus } from '../interface/status.ts';

export type ExtractState =
  'running' | 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timedOut';

/** How far a download has come; heartbeats lag by some seconds. */
export interface Transfer {
  readonly bytes: number;
  /** Absent when Marketo did not say how large the file is. */
  readonly totalBytes?: number;
}

/** A window in flight. */
export interface WindowProgress {
  readonly status: WindowStatus;
  readonly transfer?: Transfer;
}

export interface ExtractProgress {
  readonly workflowId: string;
  readonly runId: string;
  readonly state: ExtractState;
  readonly taskQueue: string;
  readonly startedAt: Date;
  readonly closedAt?: Date;
  /** The last status that a worker gave; absent when none has answered yet. */
  readonly status?: ExtractStatus;
  /** Windows in flight, ascending. */
  readonly windows: readonly WindowProgress[];
  /** False when no worker answers and none takes work from the queue: nothing goes on until one does. */
  readonly workerSeen: boolean;
  /** Since when Temporal has not answered; all else is then as last known. */
  readonly unreachableSince?: Date;
}
