import { marketoTime } from '../clock.ts';
import type { Job, JobMoment, JobState } from './job.ts';

/** How jobs show on the wire, where nothing is documented (§8 rows 8, 9, 14). */
export interface JobViewOptions {
  /** Spelling of the cancelled state. Default `Cancelled`. */
  readonly cancelledSpelling: 'Cancelled' | 'Canceled';
  /** Absent members are left out, or shown as null as the schema says. Default `omitted`. */
  readonly absentMembers: 'omitted' | 'null';
  /** Show `queuedAt` at creation, as the pages' samples do. Default false. */
  readonly queuedAtWhenCreated: boolean;
}

/** A job as the envelope's `result` has it. */
export type JobMembers = Readonly<Record<string, string | number | null>>;

/** The members in the order of live answers; those not due yet are left out (§2.3). */
export function jobMembers(job: Job, moment: JobMoment, options: JobViewOptions): JobMembers {
  const members: Record<string, string | number | undefined> = {
    exportId: job.exportId,
    format: job.request.layout.format,
    status: moment.state === 'Cancelled' ? options.cancelledSpelling : moment.state,
    createdAt: marketoTime(job.createdAtMs),
    queuedAt: time(
      moment.queuedAtMs ?? (options.queuedAtWhenCreated ? job.createdAtMs : undefined),
    ),
    startedAt: time(moment.startedAtMs),
    finishedAt: time(moment.finishedAtMs),
    numberOfRecords: moment.figures?.numberOfRecords,
    fileSize: moment.figures?.fileSize,
    fileChecksum: moment.figures?.fileChecksum,
    errorMsg: moment.errorMsg,
  };
  const shown = Object.entries(members).flatMap(([name, value]) =>
    value === undefined && options.absentMembers === 'omitted' ? [] : [[name, value ?? null]],
  );
  return Object.fromEntries(shown) as JobMembers;
}

/**
 * What the workers did shows at most once per lag, counted from the job's creation (§2.5, §8 row 28). What the client
 * itself did shows at once: clients in use take Created after their enqueue for an end, or enqueue again [S node, air].
 */
export function visibleMoment(
  job: Job,
  nowMs: number,
  lagMs: number,
  callsLag: boolean,
): JobMoment {
  if (lagMs === 0) return job.at(nowMs);
  const ticks = Math.floor((nowMs - job.createdAtMs) / lagMs);
  const shown = job.at(job.createdAtMs + ticks * lagMs);
  if (callsLag) return shown;
  const called = job.history.findLast(({ atMs, state }) => atMs <= nowMs && isByCall(state));
  return called !== undefined && called.atMs > shown.atMs ? called : shown;
}

/** Whether a call of the client brings a job into this state, not a worker. */
function isByCall(state: JobState): boolean {
  return state === 'Queued' || state === 'Cancelled';
}

function time(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : marketoTime(ms);
}
