import { Context } from '@temporalio/activity';

/** What an activity tells while it runs; liveness and display only, never the truth about what is stored. */
export interface Progress {
  readonly v: 1;
  readonly bytes?: number;
  readonly totalBytes?: number;
  readonly note?: string;
}

export interface Heartbeat {
  /** Goes with the next heartbeat. */
  readonly report: (progress: Progress) => void;
  /** One more, now. */
  readonly beat: () => void;
}

/**
 * Heartbeats three times within the time-out, so that a killed worker is noticed one time-out later whatever the activity is
 * doing. Temporal counts the time-out from the activity's start on: a step of some milliseconds needs no heartbeat, and each
 * one costs a call and a write of the server. Hung requests are the HTTP client's business (idle time-out).
 */
export async function withHeartbeat<T>(body: (heartbeat: Heartbeat) => Promise<T>): Promise<T> {
  const context = Context.current();
  let latest: Progress = { v: 1 };
  const beat = () => {
    context.heartbeat(latest);
  };
  const timer = setInterval(beat, (context.info.heartbeatTimeoutMs ?? 15_000) / 3);
  try {
    return await body({ report: (progress) => void (latest = progress), beat });
  } finally {
    clearInterval(timer);
  }
}
