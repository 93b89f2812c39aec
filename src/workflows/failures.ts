import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  ChildWorkflowFailure,
  ContinueAsNew,
  isCancellation,
  TemporalFailure,
  TerminatedFailure,
  TimeoutFailure,
} from '@temporalio/workflow';
import { messageOf } from '../domain/message-of.ts';
import { FAILURE } from '../interface/names.ts';

/**
 * True when a cancel is the reason, whatever became of the activity that it met: one that dies or fails while it is
 * being cancelled ends with another failure (temporal.md §1.5).
 */
export function wasCancelled(error: unknown): boolean {
  return (
    isCancellation(error) ||
    (error instanceof ActivityFailure && error.retryState === 'CANCEL_REQUESTED') ||
    (!(error instanceof ContinueAsNew) && CancellationScope.current().consideredCancelled)
  );
}

/**
 * What may leave workflow code: the innermost failure, so that the run's top says what happened. Any other error would
 * block the workflow task for ever (temporal.md §0.9).
 */
export function toWorkflowFailure(error: unknown): Error {
  if (error instanceof ContinueAsNew) return error;
  const inner = innermost(error);
  if (inner instanceof ApplicationFailure || inner instanceof CancelledFailure) return inner;
  if (inner instanceof TimeoutFailure) {
    const step = error instanceof ActivityFailure ? `The step ${error.activityType}` : 'A step';
    return ApplicationFailure.nonRetryable(
      `${step} was tried for as long as it may be, and did not succeed (${inner.timeoutType})`,
      FAILURE.timedOut,
    );
  }
  if (inner instanceof TerminatedFailure) {
    return ApplicationFailure.nonRetryable(
      'The window was terminated by hand; what was claimed is taken over by the next run of the same request',
      FAILURE.windowCancelled,
    );
  }
  return ApplicationFailure.nonRetryable(messageOf(inner), FAILURE.internal);
}

/** Type and words of a failed window, for the parent's list. */
export function describeFailure(error: unknown): { type: string; message: string } {
  const failure = toWorkflowFailure(error);
  if (failure instanceof CancelledFailure) {
    return { type: FAILURE.windowCancelled, message: 'The window was cancelled by itself' };
  }
  return {
    type:
      failure instanceof ApplicationFailure ? (failure.type ?? FAILURE.internal) : FAILURE.internal,
    message: failure.message,
  };
}

function innermost(error: unknown): unknown {
  if (
    error instanceof ActivityFailure ||
    error instanceof ChildWorkflowFailure ||
    error instanceof TimeoutFailure
  ) {
    return error.cause instanceof TemporalFailure ? innermost(error.cause) : error;
  }
  return error;
}
