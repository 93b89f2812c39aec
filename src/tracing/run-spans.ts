/** A span for each run of a workflow, made when it has ended: what came under it has known its id from the start. */
import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { WorkflowInfo } from '@temporalio/workflow';
import type { EndedRun } from '../workflows/trace-interceptor.ts';
import { contextUnder } from './contexts.ts';
import type { SpanIds } from './span-ids.ts';

type RunInfo = Pick<WorkflowInfo, 'workflowType' | 'workflowId' | 'runId' | 'taskQueue'>;

export function runSpans(tracer: Tracer, ids: SpanIds): (info: RunInfo, run: EndedRun) => void {
  return (info, { place, caller, startMs, endMs, outcome, failureType }) => {
    const options = {
      kind: SpanKind.SERVER,
      startTime: startMs,
      attributes: {
        temporalWorkflowID: info.workflowId,
        temporalRunID: info.runId,
        temporalTaskQueue: info.taskQueue,
        'extract.outcome': outcome,
        ...(failureType === undefined ? {} : { 'error.type': failureType }),
      },
    };
    const span = ids.at(place, () =>
      tracer.startSpan(`RunWorkflow:${info.workflowType}`, options, contextUnder(caller)),
    );
    if (outcome === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(endMs);
  };
}
