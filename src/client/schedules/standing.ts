/** A schedule as it stands at Temporal, in the words of its file, and what no file says. */
import { code } from '../../domain/markdown.ts';
import { summaryText } from '../../interface/request-words.ts';
import type { ScheduleFile } from '../../interface/schedule.ts';
import { relativePeriodOf } from '../../interface/scheduled-period.ts';
import { isJsonObject, ownMember } from '../../interface/members.ts';

export interface StandingSchedule {
  readonly file: ScheduleFile;
  /** Members that a schedule made elsewhere may have: `workflowRunTimeout`, `retry`, `memo` and others. */
  readonly other: Readonly<Record<string, unknown>>;
}

/** What is to stand when a file is applied: nothing beside it but what the UI shows of each run. */
export function standingOf(file: ScheduleFile): StandingSchedule {
  return {
    file,
    other: { staticSummary: summaryText(summaryOf(file)), staticDetails: detailsOf(file) },
  };
}

/** `previous 7 days (America/Chicago), dataset nightly` */
function summaryOf({ scheduleId, request }: ScheduleFile): string {
  const { previous = 'period', count = 1, timeZone = 'UTC' } = relativePeriodOf(request) ?? {};
  const dataset = isJsonObject(request) ? ownMember(request, 'dataset') : undefined;
  const into = typeof dataset === 'string' ? `, dataset ${dataset}` : `, schedule ${scheduleId}`;
  return `previous ${count === 1 ? previous : `${count} ${previous}s`} (${timeZone})${into}`;
}

/** One line: it is told as a change of the schedule too. */
function detailsOf({ scheduleId }: ScheduleFile): string {
  return `Started by the schedule ${code(scheduleId)}. Where the run stands is told under current details.`;
}
