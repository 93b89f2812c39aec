/**
 * Carries the trace through runs, in headers, which are no part of what a replay compares; and tells the worker of each run that
 * has ended. In every bundle, also where nobody traces: workflow code cannot know (docs/decisions/022-tracing.md).
 */
import {
  ApplicationFailure,
  ContinueAsNew,
  type Headers,
  isCancellation,
  proxySinks,
  type Sinks,
  workflowInfo,
  type WorkflowInterceptors,
} from '@temporalio/workflow';
import { placeOfRun, type SpanPlace } from '../domain/traceparent.ts';
import { placeIn, withPlace } from './trace-header.ts';

export interface EndedRun {
  readonly place: SpanPlace;
  readonly caller?: SpanPlace;
  /** Epoch milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
  readonly outcome: 'completed' | 'continuedAsNew' | 'cancelled' | 'failed';
  /** Type of the failure, where it has one. */
  readonly failureType?: string;
}

export interface TraceSinks extends Sinks {
  trace: { runEnded(run: EndedRun): void };
}

export function interceptors(): WorkflowInterceptors {
  const { runId, firstExecutionRunId, runStartTime } = workflowInfo();
  const ids = { runId, firstRunId: firstExecutionRunId };
  const startMs = runStartTime.getTime();
  let caller: SpanPlace | undefined;
  const underRun = <Input extends { readonly headers: Headers }>(input: Input): Input => ({
    ...input,
    headers: withPlace(input.headers, placeOfRun(ids, caller)),
  });
  const tell = (ending: Pick<EndedRun, 'outcome' | 'failureType'>) => {
    if (workflowInfo().unsafe.isReplaying) return;
    proxySinks<TraceSinks>().trace.runEnded({
      place: placeOfRun(ids, caller),
      ...(caller === undefined ? {} : { caller }),
      startMs,
      endMs: Date.now(),
      ...ending,
    });
  };
  return {
    inbound: [
      {
        execute: (input, next) => {
          caller = placeIn(input.headers);
          // The promise itself goes on: a turn of the event loop more could change the order of commands in old histories.
          const running = next(input);
          void running.then(
            () => tell({ outcome: 'completed' }),
            (error: unknown) => tell(endingOf(error)),
          );
          return running;
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next(underRun(input)),
        startChildWorkflowExecution: (input, next) => next(underRun(input)),
        // Runs that continue one another stand side by side, under who called the first.
        continueAsNew: (input, next) =>
          next(
            caller === undefined ? input : { ...input, headers: withPlace(input.headers, caller) },
          ),
      },
    ],
  };
}

function endingOf(error: unknown): Pick<EndedRun, 'outcome' | 'failureType'> {
  if (error instanceof ContinueAsNew) return { outcome: 'continuedAsNew' };
  if (isCancellation(error)) return { outcome: 'cancelled' };
  const type = error instanceof ApplicationFailure ? error.type : undefined;
  return { outcome: 'failed', ...(typeof type === 'string' ? { failureType: type } : {}) };
}
