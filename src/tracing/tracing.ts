/** What tracing hooks into: clients, runs, activities, calls. Types only: OpenTelemetry's packages are optional. */
import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { CallObserver } from '../marketo/observe.ts';
import type { TraceSinks } from '../workflows/trace-interceptor.ts';

export interface Tracing {
  readonly client: WorkflowClientInterceptor;
  readonly activities: ActivityInterceptorsFactory;
  readonly sinks: InjectedSinks<TraceSinks>;
  /** Of the Marketo client of that instance. */
  readonly callsOf: (instance: string) => CallObserver;
  /** Sends what is left, for some seconds at most. Rejects never. */
  readonly close: () => Promise<void>;
}

/** Told when spans begin to be lost, with a reason that has no secrets. */
export type OnLost = (reason: string) => void;
