/** What the Marketo client and the downloads tell, as metrics. */
import type { TransferObserver } from '../activities/dependencies.ts';
import type { CallObserver, ObservedCall } from '../marketo/observe.ts';
import type { Metrics } from './metrics.ts';

/** For the client of one instance. */
export function callMetrics(metrics: Metrics, instance: string): CallObserver {
  return (call) => {
    const { endpoint, outcome, durationMs } = call;
    metrics.count('apiCalls', {
      marketo_instance: instance,
      endpoint,
      outcome,
      code: codeOf(call),
    });
    metrics.record('apiCallSeconds', durationMs / 1_000, { marketo_instance: instance, endpoint });
  };
}

export function transferMetrics(metrics: Metrics): TransferObserver {
  return {
    resumed: (instance, bytes) =>
      metrics.count('resumedBytes', { marketo_instance: instance }, bytes),
    received: (instance, bytes) =>
      metrics.count('downloadedBytes', { marketo_instance: instance }, bytes),
  };
}

/** A gateway may put any text in the place of a code: only what looks like one becomes a label. */
function codeOf({ code, httpStatus }: ObservedCall): string {
  if (code !== undefined && /^\d{3,5}$/.test(code)) return code;
  return httpStatus === undefined ? 'none' : String(httpStatus);
}
