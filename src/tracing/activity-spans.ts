/** A span for each attempt of an activity, under the run that has scheduled it. */
import { type Span, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { FAILURE } from '../interface/names.ts';
import { placeIn } from '../workflows/trace-header.ts';
import { answerAttributes, inputAttributes } from './activity-attributes.ts';
import { activityContext, contextUnder } from './contexts.ts';

export function activitySpans(tracer: Tracer): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      execute: (input, next) => {
        const parent = contextUnder(placeIn(input.headers));
        const options = {
          kind: SpanKind.SERVER,
          attributes: {
            temporalWorkflowID: info.workflowExecution?.workflowId,
            temporalRunID: info.workflowExecution?.runId,
            temporalActivityID: info.activityId,
            'extract.attempt': info.attempt,
            ...inputAttributes(input.args[0]),
          },
        };
        const span = tracer.startSpan(`RunActivity:${info.activityType}`, options, parent);
        return activityContext.run(trace.setSpan(parent, span), () =>
          recorded(span, () => next(input)),
        );
      },
    },
  });
}

async function recorded<T>(span: Span, attempt: () => Promise<T>): Promise<T> {
  try {
    const answer = await attempt();
    span.setAttributes(answerAttributes(answer));
    return answer;
  } catch (error) {
    recordFailure(span, error);
    throw error;
  } finally {
    span.end();
  }
}

function recordFailure(span: Span, error: unknown): void {
  if (error instanceof CancelledFailure) {
    span.setAttribute('extract.answer', 'cancelled');
    return;
  }
  span.setAttribute('error.type', typeOf(error));
  const message = wordsOf(error);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(message === undefined ? {} : { message }) });
}

function typeOf(error: unknown): string {
  if (error instanceof ApplicationFailure && typeof error.type === 'string') return error.type;
  return error instanceof Error ? error.name : 'unknown';
}

/** Their messages quote requests, queries or the URI of a destination, and anything may stand in those. */
const UNTOLD: readonly unknown[] = [
  FAILURE.invalidRequest,
  FAILURE.datasetMismatch,
  FAILURE.wrongStore,
];

/** Our own, which hold no secrets and no rows. */
function wordsOf(error: unknown): string | undefined {
  return error instanceof ApplicationFailure && !UNTOLD.includes(error.type)
    ? error.message
    : undefined;
}
