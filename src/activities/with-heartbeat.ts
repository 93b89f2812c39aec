import { Context } from '@temporalio/activity';

/** What an activity tells while it runs; liveness and display only, never the truth about what is stored. */
export interface Progress {
  readonly v: 1;
  readonly bytes?: number;
  readonly totalBytes?: number;
  readonly note?: string;
}

/**
 * Heartbeats before the first await and then three times within the time-out, so that a killed worker is noticed one
 * time-out later whatever the activity is doing. Hung requests are the HTTP client's business (idle time-out).
 */
export async function withHeartbeat<T>(
  body: (report: (progress: Progress) => void) => Promise<T>,
): Promise<T> {
  const context = Context.current();
  let latest: Progress = { v: 1 };
  const beat = () => {
    context.heartbeat(latest);
  };
  beat();
  const timer = setInterval(beat, (context.info.heartbeatTimeoutMs ?? 15_000) / 3);
  try {
    return await body((progress) => {
      latest = progress;
      beat();
    });
  } finally {
    clearInterval(timer);
  }
}
