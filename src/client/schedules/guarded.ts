/** Schedules of ours, with errors of ours. */
import { ScheduleNotFoundError } from '@temporalio/client';
import type { Client, ScheduleDescription, ScheduleHandle } from '@temporalio/client';
import { EXTRACT_ACTIVITIES } from '../../interface/names.ts';
import { isAway, reasonOf, unreachable } from '../service-errors.ts';
import { ForeignScheduleError, NoSuchScheduleError } from './errors.ts';

/** Runs a call; a missing schedule and an unreachable server become errors of ours. */
export async function withScheduleErrors<T>(
  client: Client,
  scheduleId: string,
  call: (handle: ScheduleHandle) => Promise<T>,
): Promise<T> {
  try {
    return await call(client.schedule.getHandle(scheduleId));
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) {
      throw new NoSuchScheduleError(scheduleId, client.options.namespace, { cause: error });
    }
    if (isAway(error)) throw unreachable(client, reasonOf(error), error);
    throw error;
  }
}

/** The schedule as it stands; throws when it starts anything but extractions. */
export async function describeOurs(handle: ScheduleHandle): Promise<ScheduleDescription> {
  const described = await handle.describe();
  const { workflowType } = described.action;
  if (workflowType !== EXTRACT_ACTIVITIES) {
    throw new ForeignScheduleError(handle.scheduleId, workflowType);
  }
  return described;
}
