import { marketoTime } from '../clock.ts';
import type { Job, JobMoment } from './job.ts';

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

/** Changes show at most once per lag, counted from the job's creation (§2.5, §8 row 28). */
export function visibleMoment(job: Job, nowMs: number, lagMs: number): JobMoment {
  if (lagMs === 0) return job.at(nowMs);
  const ticks = Math.floor((nowMs - job.createdAtMs) / lagMs);
  return job.at(job.createdAtMs + ticks * lagMs);
}

function time(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : marketoTime(ms);
}
