/** A span for each HTTP call of Marketo that an activity makes. No path, query, header or body goes in. */
import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { CallObserver } from '../marketo/observe.ts';
import { activityContext } from './contexts.ts';

/** Calls of no activity, such as those of the metrics' sampler, would each be a trace of their own. */
export function callSpans(tracer: Tracer, instance: string): CallObserver {
  return ({ endpoint, outcome, code, httpStatus, durationMs }) => {
    const parent = activityContext.getStore();
    if (parent === undefined) return;
    const endMs = Date.now();
    const options = {
      kind: SpanKind.CLIENT,
      startTime: endMs - durationMs,
      attributes: {
        'extract.instance': instance,
        'marketo.endpoint': endpoint,
        'marketo.outcome': outcome,
        ...(isCode(code) ? { 'marketo.code': code } : {}),
        ...(httpStatus === undefined ? {} : { 'http.response.status_code': httpStatus }),
      },
    };
    const span = tracer.startSpan(`marketo ${endpoint}`, options, parent);
    if (outcome !== 'ok' && outcome !== 'aborted') {
      span.setAttribute('error.type', outcome);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end(endMs);
  };
}

/** A gateway may put any text in the place of a code. */
function isCode(code: string | undefined): code is string {
  return code !== undefined && /^\d{3,5}$/.test(code);
}
