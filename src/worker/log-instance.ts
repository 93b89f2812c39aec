/** Every log line of an activity, the SDK's own included, names the Marketo instance that its run belongs to. */
import type { ActivityInterceptors } from '@temporalio/worker';

export function logInstance(): ActivityInterceptors {
  let instance: string | undefined;
  return {
    inbound: {
      execute: (input, next) => {
        instance = instanceOf(input.args[0]);
        return next(input);
      },
    },
    outbound: {
      getLogAttributes: (attributes, next) =>
        next(instance === undefined ? attributes : { ...attributes, instance }),
    },
  };
}

/** Of the steps that come after `resolveRequest`, which has checked the name. */
function instanceOf(input: unknown): string | undefined {
  const instance = (input as { run?: { request?: { instance?: unknown } } } | undefined)?.run
    ?.request?.instance;
  return typeof instance === 'string' ? instance : undefined;
}
