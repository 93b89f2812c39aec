import { ScheduleAlreadyRunning } from '@temporalio/client';
import type { Client, ScheduleDescription, ScheduleHandle } from '@temporalio/client';
import { formatDate } from '../../domain/instant.ts';
import { parseSchedule } from '../../interface/schedule.ts';
import type { ScheduleFile } from '../../interface/schedule.ts';
import { scheduleChanges } from './changes.ts';
import type { ScheduleChange } from './changes.ts';
import { decodeSchedule } from './decode.ts';
import { encodeSchedule } from './encode.ts';
import { InvalidScheduleError, NoSuchScheduleError } from './errors.ts';
import { describeOurs, withScheduleErrors } from './guarded.ts';
import { standingOf } from './standing.ts';
import type { StandingSchedule } from './standing.ts';
import { untilTrue } from './until-true.ts';
import { scheduleWarnings } from './warnings.ts';

export interface ApplyOptions {
  /** For a file that names none; default `marketo-activity-extract`. */
  readonly taskQueue?: string;
  /** Only tell what would be done. */
  readonly dryRun?: boolean;
  /** Create it paused; an existing one stays as it is, paused or not. */
  readonly paused?: boolean;
}

export interface AppliedSchedule {
  readonly scheduleId: string;
  readonly outcome: 'created' | 'updated' | 'unchanged';
  readonly dryRun: boolean;
  /** Of an update. */
  readonly changes: readonly ScheduleChange[];
  readonly paused: boolean;
  /** Everything that it is, defaults filled in. */
  readonly schedule: ScheduleFile;
  /** ISO-8601; unknown in the dry run of a new one. */
  readonly nextRuns: readonly string[];
  /** One line each. */
  readonly warnings: readonly string[];
}

/** Checks the file of a schedule without asking Temporal. Throws `InvalidScheduleError` with every fault. */
export function acceptSchedule(
  input: unknown,
  { taskQueue }: Pick<ApplyOptions, 'taskQueue'> = {},
): ScheduleFile {
  const named = taskQueue === undefined ? {} : { taskQueue };
  const parsed = parseSchedule(input, { now: new Date(), ...named });
  if (!parsed.ok) throw new InvalidScheduleError(parsed.faults);
  return parsed.file;
}

/** Creates the schedule, or makes an existing one be exactly this. Throws `InvalidScheduleError` with every fault. */
export async function applySchedule(
  client: Client,
  input: unknown,
  options: ApplyOptions = {},
): Promise<AppliedSchedule> {
  const wanted = standingOf(acceptSchedule(input, options));
  const { scheduleId } = wanted.file;
  return withScheduleErrors(client, scheduleId, async (handle) => {
    const before = await describeIfThere(client, handle);
    if (before !== undefined) return update(handle, before, wanted, options);
    if (options.dryRun === true) return created(wanted, undefined, options);
    try {
      const state = { paused: options.paused === true };
      await client.schedule.create({ scheduleId, ...encodeSchedule(wanted), state });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      // Somebody else created it in the meantime.
      return update(handle, await describeOurs(handle), wanted, options);
    }
    return created(wanted, await handle.describe(), options);
  });
}

function describeIfThere(
  client: Client,
  { scheduleId }: ScheduleHandle,
): Promise<ScheduleDescription | undefined> {
  return withScheduleErrors(client, scheduleId, describeOurs).catch((error: unknown) => {
    if (error instanceof NoSuchScheduleError) return undefined;
    throw error;
  });
}

function created(
  wanted: StandingSchedule,
  described: ScheduleDescription | undefined,
  { dryRun = false, paused = false }: ApplyOptions,
): AppliedSchedule {
  const told = { outcome: 'created', dryRun, changes: [], paused } as const;
  return { ...told, ...tell(wanted, described?.info.nextActionTimes ?? []) };
}

async function update(
  handle: ScheduleHandle,
  before: ScheduleDescription,
  wanted: StandingSchedule,
  { dryRun = false }: ApplyOptions,
): Promise<AppliedSchedule> {
  const standing = decodeSchedule(before);
  const changes = scheduleChanges(standing, wanted);
  const { paused } = before.state;
  const outcome = changes.length === 0 ? 'unchanged' : 'updated';
  if (outcome === 'unchanged' || dryRun) {
    const sameTimes = !changes.some(({ member }) => member.startsWith('spec'));
    const times = sameTimes ? before.info.nextActionTimes : [];
    return { outcome, dryRun, changes, paused, ...tell(wanted, times) };
  }
  // Pausing is an operator's decision, so what stands there stays.
  await handle.update(({ state }) => ({ ...encodeSchedule(wanted), state }));
  const after = await untilTrue(
    () => handle.describe(),
    (described) => scheduleChanges(decodeSchedule(described), wanted).length === 0,
  );
  const told = tell(wanted, after.info.nextActionTimes);
  const warnings = [...told.warnings, ...notTaken(decodeSchedule(after), wanted)];
  return { outcome, dryRun, changes, paused, ...told, warnings };
}

function notTaken(standing: StandingSchedule, wanted: StandingSchedule): string[] {
  return scheduleChanges(standing, wanted).map(
    ({ member }) => `${member}: Temporal has not taken this over; look at the schedule.`,
  );
}

function tell(wanted: StandingSchedule, times: readonly Date[]) {
  return {
    scheduleId: wanted.file.scheduleId,
    schedule: wanted.file,
    nextRuns: times.map(formatDate),
    warnings: scheduleWarnings(wanted, times, new Date()),
  };
}
