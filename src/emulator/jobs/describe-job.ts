import { marketoTime } from '../clock.ts';
import type { Job } from './job.ts';

/** A job with its history in plain JSON, for control and logs. */
export function describeJob(job: Job) {
  return {
    exportId: job.exportId,
    user: job.user,
    objectType: job.owner.objectType,
    state: job.state,
    startAt: job.request.startAt,
    endAt: job.request.endAt,
    activityTypeIds: job.request.activityTypeIds,
    format: job.request.layout.format,
    figures: job.current.figures ?? null,
    errorMsg: job.current.errorMsg ?? null,
    history: job.history.map(({ state, atMs }) => ({ state, at: marketoTime(atMs) })),
  };
}

/** What `describeJob` gives. */
export type JobDescription = ReturnType<typeof describeJob>;
