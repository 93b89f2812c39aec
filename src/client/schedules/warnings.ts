/** What may be meant so, and mostly is not. */
import { isJsonObject, ownMember } from '../../interface/members.ts';
import { formatIsoDuration } from '../../interface/iso-duration.ts';
import type { Fault } from '../../interface/fault.ts';
import { requestFaults } from '../../interface/schedule.ts';
import { checkScheduledRequest } from '../../interface/schedule-rules.ts';
import { HARMFUL_OVERLAPS } from '../../interface/schedule-shape.ts';
import { healingCountOf } from '../../interface/scheduled-period.ts';
import { healingOf, unsettledSeconds } from './healing.ts';
import type { StandingSchedule } from './standing.ts';

/** One line each. `times`: the next ones, as the server names them. */
export function scheduleWarnings(
  { file, other }: StandingSchedule,
  times: readonly Date[],
  now: Date,
): readonly string[] {
  return [
    ...faultLines(file.request, now),
    ...policyLines(file.policies),
    ...timeoutLines(other),
    ...refreshLines(file.request),
    ...healingLines(file.request, times),
    ...settleLines(file.request, times),
  ];
}

/** Of a schedule that was not made by `apply`, which refuses them. */
function faultLines(request: unknown, now: Date): string[] {
  const faults: Fault[] = [...requestFaults(request, now)];
  if (isJsonObject(request)) checkScheduledRequest(request, faults);
  return faults.map(({ path, message }) => `${path}: ${message}.`);
}

function policyLines({ overlap, pauseOnFailure }: StandingSchedule['file']['policies']): string[] {
  const harm = HARMFUL_OVERLAPS.get(overlap);
  return [
    ...(harm === undefined ? [] : [`policies.overlap: ${overlap} ${harm}.`]),
    ...(pauseOnFailure
      ? [
          'policies.pauseOnFailure: after one failed run nothing starts until somebody unpauses it; the next run would have made up for it.',
        ]
      : []),
  ];
}

/** Temporal ends a run that is too late without a word to it, so nobody cancels its jobs. */
function timeoutLines(other: StandingSchedule['other']): string[] {
  return ['workflowExecutionTimeout', 'workflowRunTimeout']
    .filter((member) => other[member] !== undefined)
    .map(
      (member) =>
        `${member}: a run that waits for quota longer than this is ended, and its jobs at Marketo go on; leave it out.`,
    );
}

function refreshLines(request: unknown): string[] {
  const refresh = isJsonObject(request) ? ownMember(request, 'refresh') : undefined;
  return refresh === true
    ? ['request.refresh: every run exports all its windows anew, and pays for them again.']
    : [];
}

function healingLines(request: unknown, times: readonly Date[]): string[] {
  const path = 'request.filter.createdAt.count';
  const healing = healingOf(request, times);
  if (healing === undefined || healing.missable > 0) return [];
  const write = `; write "count": ${healingCountOf(request)} or more`;
  return healing.missable < 0
    ? [
        `${path}: runs do not reach back to the one before: what lies between is never asked for${write}.`,
      ]
    : [
        `${path}: what a skipped, paused or failed run leaves out is never asked for again${write}.`,
      ];
}

function settleLines(request: unknown, times: readonly Date[]): string[] {
  const seconds = unsettledSeconds(request, times);
  if (seconds === 0) return [];
  return [
    `spec: runs start ${formatIsoDuration(seconds)} before their newest window has settled. It is exported as provisional, and paid for once more by a later run; start later, or shorten "settle".`,
  ];
}
