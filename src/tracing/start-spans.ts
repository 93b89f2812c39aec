/** A span for each start of a workflow, under that of the program which is active, if it has one. */
import {
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { SpanPlace } from '../domain/traceparent.ts';
import { withPlace } from '../workflows/trace-header.ts';

export function startSpans(tracer: Tracer): WorkflowClientInterceptor {
  return {
    startWithDetails: async (input, next) => {
      const { workflowId, taskQueue } = input.options;
      const span = tracer.startSpan(
        `StartWorkflow:${input.workflowType}`,
        {
          kind: SpanKind.CLIENT,
          attributes: { temporalWorkflowID: workflowId, temporalTaskQueue: taskQueue },
        },
        context.active(),
      );
      try {
        const started = await next({ ...input, headers: withPlace(input.headers, placeOf(span)) });
        span.setAttribute('temporalRunID', started.runId);
        return started;
      } catch (error) {
        span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    },
  };
}

function placeOf(span: Span): SpanPlace {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return { traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 };
}
