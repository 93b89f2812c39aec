/** From the file of a schedule to what is to stand at Temporal: every default filled in, or every fault told. */
import { formatInstant } from '../domain/instant.ts';
import { memberPath } from './fault.ts';
import type { Fault } from './fault.ts';
import { formatIsoDuration } from './iso-duration.ts';
import { isJsonObject, ownMember, readMembers, readObject } from './members.ts';
import type { JsonObject, Members } from './members.ts';
import { DEFAULT_TASK_QUEUE } from './names.ts';
import { parseRequest } from './request.ts';
import type { Calendar } from './schedule-calendar.ts';
import { checkScheduledRequest, checkSpec } from './schedule-rules.ts';
import { POLICIES_SHAPE, SCHEDULE_SHAPE, SPEC_SHAPE } from './schedule-shape.ts';
import { catchupWindowOf, timeZoneOf } from './scheduled-period.ts';
import { refuseUnknown } from './unknown-members.ts';

/** A schedule as its file says it, every default filled in; the same text for the same meaning. */
export interface ScheduleFile {
  readonly scheduleId: string;
  readonly spec: {
    /** Absent, as the two others are, when there are none. */
    readonly calendars?: readonly Calendar[];
    /** ISO-8601 durations. */
    readonly intervals?: readonly { readonly every: string; readonly offset: string }[];
    readonly skip?: readonly Calendar[];
    readonly timeZone: string;
    readonly jitter: string;
    readonly startAt?: string;
    readonly endAt?: string;
  };
  readonly policies: {
    /** One of `OVERLAPS`; of a schedule made elsewhere perhaps another. */
    readonly overlap: string;
    readonly catchupWindow: string;
    readonly pauseOnFailure: boolean;
  };
  readonly workflowId: string;
  readonly taskQueue: string;
  /** As it was sent. */
  readonly request: unknown;
}

export type ParsedSchedule =
  | { readonly ok: true; readonly file: ScheduleFile }
  | { readonly ok: false; readonly faults: readonly Fault[] };

export interface ScheduleContext {
  readonly now: Date;
  /** When the file names none. */
  readonly taskQueue?: string;
}

const TOP_LEVEL = ['spec', 'policies', 'request', ...Object.keys(SCHEDULE_SHAPE)];
const WANTED =
  'a JSON object such as {"scheduleId": "nightly", "spec": {"calendars": [{"hour": 6}]}, "request": {…}}';
const SPEC_WANTED = 'an object such as {"calendars": [{"hour": 6, "minute": 15}]}';

/** Never throws, whatever `input` is. */
export function parseSchedule(input: unknown, context: ScheduleContext): ParsedSchedule {
  const faults: Fault[] = [];
  const object = readObject(input, WANTED, '', faults);
  if (object === undefined) return { ok: false, faults };
  refuseUnknown(object, TOP_LEVEL, [], '', faults);
  const members = readMembers(SCHEDULE_SHAPE, object, '', faults);
  const spec = readSpec(object, context, faults);
  const policies = readPolicies(object, faults);
  const request = ownMember(object, 'request');
  readRequest(request, context, faults);
  if (faults.length > 0 || members.scheduleId === undefined) return { ok: false, faults };
  const { scheduleId, workflowId = scheduleId, taskQueue } = members;
  return {
    ok: true,
    file: {
      scheduleId,
      spec: specText(spec, request),
      policies: policiesText(policies, request),
      workflowId,
      taskQueue: taskQueue ?? context.taskQueue ?? DEFAULT_TASK_QUEUE,
      request,
    },
  };
}

function readSpec(
  input: JsonObject,
  { now }: ScheduleContext,
  faults: Fault[],
): Members<typeof SPEC_SHAPE> {
  const spec = readObject(ownMember(input, 'spec'), SPEC_WANTED, 'spec', faults);
  if (spec === undefined) return {};
  refuseUnknown(spec, Object.keys(SPEC_SHAPE), TOP_LEVEL, 'spec', faults);
  const members = readMembers(SPEC_SHAPE, spec, 'spec', faults);
  checkSpec(spec, members, now, faults);
  return members;
}

function readPolicies(input: JsonObject, faults: Fault[]): Members<typeof POLICIES_SHAPE> {
  const policies = readObject(
    ownMember(input, 'policies') ?? {},
    'an object such as {"overlap": "BUFFER_ONE"}',
    'policies',
    faults,
  );
  if (policies === undefined) return {};
  refuseUnknown(policies, Object.keys(POLICIES_SHAPE), TOP_LEVEL, 'policies', faults);
  return readMembers(POLICIES_SHAPE, policies, 'policies', faults);
}

/** By the rules of the worker, and by those that only a request has which is sent again and again. */
function readRequest(request: unknown, { now }: ScheduleContext, faults: Fault[]): void {
  faults.push(...requestFaults(request, now));
  if (isJsonObject(request)) checkScheduledRequest(request, faults);
}

/** What the worker would refuse, with the paths of the file. */
export function requestFaults(request: unknown, now: Date): readonly Fault[] {
  const parsed = parseRequest(request, { referenceTime: now });
  if (parsed.ok) return [];
  if ('newerVersion' in parsed) {
    const message = `is ${parsed.newerVersion}, but this program knows only 1; update it`;
    return [{ path: 'request.version', message }];
  }
  return parsed.faults.map(({ path, message }) => ({
    path: path === '' ? 'request' : path.startsWith('[') ? `request${path}` : memberOf(path),
    message,
  }));
}

function memberOf(path: string): string {
  return `${memberPath('', 'request')}.${path}`;
}

function specText(
  {
    calendars,
    cronExpressions,
    intervals,
    skip,
    jitter,
    startAt,
    endAt,
    timeZone,
  }: Members<typeof SPEC_SHAPE>,
  request: unknown,
): ScheduleFile['spec'] {
  const lists = {
    calendars: [...(calendars ?? []), ...(cronExpressions ?? [])],
    intervals: (intervals ?? []).map(({ every, offset }) => ({
      every: formatIsoDuration(every),
      offset: formatIsoDuration(offset),
    })),
    skip: skip ?? [],
  };
  return {
    ...withoutEmpty(lists),
    timeZone: timeZone ?? timeZoneOf(request),
    jitter: formatIsoDuration(jitter ?? 0),
    ...(startAt === undefined ? {} : { startAt: formatInstant(startAt) }),
    ...(endAt === undefined ? {} : { endAt: formatInstant(endAt) }),
  };
}

function policiesText(
  { overlap = 'BUFFER_ONE', catchupWindow, pauseOnFailure = false }: Members<typeof POLICIES_SHAPE>,
  request: unknown,
): ScheduleFile['policies'] {
  const seconds = catchupWindow ?? catchupWindowOf(request);
  return { overlap, catchupWindow: formatIsoDuration(seconds), pauseOnFailure };
}

/** The lists that hold something. */
export function withoutEmpty<T extends Readonly<Record<string, readonly unknown[]>>>(
  lists: T,
): Partial<T> {
  const full = Object.entries(lists).filter(([, list]) => list.length > 0);
  // Entries of theirs: `Object.fromEntries` forgets it.
  return Object.fromEntries(full) as Partial<T>;
}
