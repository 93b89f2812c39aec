/** Pause, unpause, delete. */
import type { Client } from '@temporalio/client';
import { describeOurs, withScheduleErrors } from './guarded.ts';
import { scheduledRuns } from './runs.ts';
import { untilTrue } from './until-true.ts';

export interface PausedSchedule {
  readonly scheduleId: string;
  readonly paused: boolean;
  readonly note: string;
  /** False: it was so before; only the note may be another. */
  readonly changed: boolean;
}

/** Nothing starts any more until it is unpaused, but what is triggered or backfilled. A run under way goes on. */
export function pauseSchedule(
  client: Client,
  scheduleId: string,
  note?: string,
): Promise<PausedSchedule> {
  return setPaused(client, scheduleId, true, note);
}

/** What came due during the pause is not started; the next run makes up for it by its `count`. */
export function unpauseSchedule(
  client: Client,
  scheduleId: string,
  note?: string,
): Promise<PausedSchedule> {
  return setPaused(client, scheduleId, false, note);
}

function setPaused(
  client: Client,
  scheduleId: string,
  paused: boolean,
  reason: string | undefined,
): Promise<PausedSchedule> {
  return withScheduleErrors(client, scheduleId, async (handle) => {
    const { state } = await describeOurs(handle);
    // Who paused it first has said why.
    const kept = state.paused === paused ? state.note : undefined;
    const note = reason ?? (kept || (paused ? 'Paused' : 'Unpaused') + ' by marketo-extract');
    await (paused ? handle.pause(note) : handle.unpause(note));
    await untilTrue(
      () => handle.describe(),
      (described) => described.state.paused === paused && described.state.note === note,
    );
    return { scheduleId, paused, note, changed: state.paused !== paused };
  });
}

export interface DeletedSchedule {
  readonly scheduleId: string;
  /** Workflow ids of runs that are under way, of the last ten. They go on. */
  readonly running: readonly string[];
}

/** Starts nothing more; what is under way goes on, and what is buffered does not start. */
export function deleteSchedule(client: Client, scheduleId: string): Promise<DeletedSchedule> {
  return withScheduleErrors(client, scheduleId, async (handle) => {
    const { info } = await describeOurs(handle);
    const runs = await scheduledRuns(client, info.recentActions);
    await handle.delete();
    const running = runs.filter(({ outcome }) => outcome === 'running');
    return { scheduleId, running: running.map(({ workflowId }) => workflowId) };
  });
}
