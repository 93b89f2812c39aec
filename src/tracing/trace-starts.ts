/** Tracing for a client: opened by the first start, for most commands start nothing. */
import type { WorkflowClientInterceptor } from '@temporalio/client';
import { openTracing } from './open-tracing.ts';
import type { Tracing } from './tracing.ts';

export interface TracedStarts {
  readonly interceptor: WorkflowClientInterceptor;
  /** Sends what is left. */
  readonly close: () => Promise<void>;
}

export function traceStarts(environment: NodeJS.ProcessEnv): TracedStarts {
  let opened: Promise<Tracing | undefined> | undefined;
  return {
    interceptor: {
      startWithDetails: async (input, next) => {
        const tracing = await (opened ??= openTracing(environment));
        return tracing?.client.startWithDetails?.(input, next) ?? next(input);
      },
    },
    close: async () => {
      const tracing = await opened?.catch(() => undefined);
      await tracing?.close();
    },
  };
}
