/** Steps whose repetitions do not wait: what they failed with, and the wait that it asked for, is written down instead. */
import { ApplicationFailure } from '@temporalio/common';
import type { Activities } from '../../src/activities/index.ts';

export interface StepFailure {
  readonly dataset: string;
  /** Of the window; empty for steps of a whole run. */
  readonly startAt: string;
  readonly step: keyof Activities;
  readonly type: string;
  readonly message: string;
  /** What the failure asked for; `backOff`: Temporal's own; `never`: it is not repeated. */
  readonly waitMs: number | 'backOff' | 'never';
}

interface StepInput {
  readonly run?: { readonly request: { readonly dataset: string } };
  readonly window?: { readonly startAt: string };
}

const SOON_MS = 20;

/** Every failure goes to `failures`; one that is repeated is repeated soon. */
export function hastened(activities: Activities, failures: StepFailure[]): Activities {
  const wrapped = Object.entries(activities).map(([step, activity]) => [
    step,
    async (input: StepInput) => {
      try {
        return await (activity as (input: StepInput) => Promise<unknown>)(input);
      } catch (error) {
        if (!(error instanceof ApplicationFailure)) throw error;
        const { message, nonRetryable } = error;
        const type = error.type ?? '';
        const delay: unknown = error.nextRetryDelay; // `failures.ts` writes milliseconds
        const waitMs = nonRetryable ? 'never' : typeof delay === 'number' ? delay : 'backOff';
        const dataset = input.run?.request.dataset ?? '';
        const startAt = input.window?.startAt ?? '';
        const known = step as keyof Activities; // a key of theirs: `Object.entries` forgets it
        failures.push({ dataset, startAt, step: known, type, message, waitMs });
        if (nonRetryable) throw error;
        throw ApplicationFailure.create({ message, type, nextRetryDelay: SOON_MS });
      }
    },
  ]);
  return Object.fromEntries(wrapped) as Activities;
}
