import { formatFaults } from '../../interface/fault.ts';
import type { Fault } from '../../interface/fault.ts';

/** The file of a schedule is wrong; every fault is in the message, one a line. Nothing was changed. */
export class InvalidScheduleError extends Error {
  override readonly name = 'InvalidScheduleError';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(formatFaults(faults, 'The schedule'));
    this.faults = faults;
  }
}

export class NoSuchScheduleError extends Error {
  override readonly name = 'NoSuchScheduleError';
  readonly scheduleId: string;

  constructor(scheduleId: string, namespace: string, options?: ErrorOptions) {
    super(
      `There is no schedule ${JSON.stringify(scheduleId)} in the namespace ${JSON.stringify(namespace)}. ` +
        'The command schedule list shows those that there are.',
      options,
    );
    this.scheduleId = scheduleId;
  }
}

/** It starts something else than extractions: whoever made it should look after it. */
export class ForeignScheduleError extends Error {
  override readonly name = 'ForeignScheduleError';
  readonly scheduleId: string;

  constructor(scheduleId: string, workflowType: string) {
    super(
      `The schedule ${JSON.stringify(scheduleId)} starts ${JSON.stringify(workflowType)}, not extractActivities; ` +
        'it is left alone. Name another schedule, or use the Temporal CLI for this one.',
    );
    this.scheduleId = scheduleId;
  }
}

/** What was asked of a backfill cannot be done, or would not do what it says. Nothing was started. */
export class BackfillRefusedError extends Error {
  override readonly name = 'BackfillRefusedError';
}
