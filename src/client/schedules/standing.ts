/** A schedule as it stands at Temporal, in the words of its file, and what no file says. */
import type { ScheduleFile } from '../../interface/schedule.ts';
import { relativePeriodOf } from '../../interface/scheduled-period.ts';
import { isJsonObject, ownMember } from '../../interface/members.ts';

export interface StandingSchedule {
  readonly file: ScheduleFile;
  /** Members that a schedule made elsewhere may have: `workflowRunTimeout`, `retry`, `memo` and others. */
  readonly other: Readonly<Record<string, unknown>>;
}

/** What is to stand when a file is applied: nothing beside it but the summary that the UI shows of each run. */
export function standingOf(file: ScheduleFile): StandingSchedule {
  return { file, other: { staticSummary: summaryOf(file) } };
}

/** `previous 7 days (America/Chicago), dataset nightly`; at most 200 bytes, as Temporal wants it. */
function summaryOf({ scheduleId, request }: ScheduleFile): string {
  const { previous = 'period', count = 1, timeZone = 'UTC' } = relativePeriodOf(request) ?? {};
  const dataset = isJsonObject(request) ? ownMember(request, 'dataset') : undefined;
  const into = typeof dataset === 'string' ? `, dataset ${dataset}` : `, schedule ${scheduleId}`;
  return `previous ${count === 1 ? previous : `${count} ${previous}s`} (${timeZone})${into}`;
}
