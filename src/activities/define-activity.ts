import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { FAILURE } from '../interface/names.ts';
import { toFailure, type Stage } from './failures.ts';
import { type Heartbeat, withHeartbeat } from './with-heartbeat.ts';

export interface ActivityScope extends Heartbeat {
  /** Aborts when the activity is cancelled, times out or its worker stops. */
  readonly signal: AbortSignal;
  readonly log: Context['log'];
  /** Of the workflow that runs the activity. */
  readonly workflowId: string | undefined;
  /** When Temporal scheduled this attempt, by its own clock. Epoch milliseconds. */
  readonly scheduledMs: number;
  /**
   * Throws when Temporal may have given this attempt up and begun another one: it was cancelled, or is older than the
   * heartbeat time-out, as in a process that was stopped for a while. For short activities.
   */
  readonly assertCurrent: () => void;
}

/** Heartbeats, cancellation and failures, alike for every activity. */
export function defineActivity<Input, Output>(
  stage: Stage | ((input: Input) => Stage),
  body: (input: Input, scope: ActivityScope) => Promise<Output>,
): (input: Input) => Promise<Output> {
  return (input) =>
    withHeartbeat(async (heartbeat) => {
      const context = Context.current();
      const signal = context.cancellationSignal;
      try {
        return await body(input, {
          ...heartbeat,
          signal,
          log: context.log,
          workflowId: context.info.workflowExecution?.workflowId,
          scheduledMs: context.info.currentAttemptScheduledTimestampMs,
          assertCurrent: currencyOf(context),
        });
      } catch (error) {
        // Whatever a library made of the abort, the cancellation must stay recognisable (temporal.md §0.5).
        if (signal.aborted) throw signal.reason;
        throw toFailure(error, typeof stage === 'function' ? stage(input) : stage);
      }
    });
}

function currencyOf({ cancellationSignal, info }: Context): () => void {
  const begunMs = Date.now();
  return () => {
    cancellationSignal.throwIfAborted();
    const { heartbeatTimeoutMs } = info;
    if (heartbeatTimeoutMs === undefined || Date.now() - begunMs < heartbeatTimeoutMs) return;
    throw ApplicationFailure.retryable(
      'The step took longer than the heartbeat time-out: another attempt may be under way; it is taken again from the start',
      FAILURE.internal,
    );
  };
}
