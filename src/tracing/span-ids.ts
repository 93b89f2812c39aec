import { type IdGenerator, RandomIdGenerator } from '@opentelemetry/sdk-trace-base';
import type { SpanPlace } from '../domain/traceparent.ts';

/** Random ids, but for spans whose place was settled before they are made: those of runs. */
export class SpanIds implements IdGenerator {
  readonly #random = new RandomIdGenerator();
  #settled: SpanPlace | undefined;

  readonly generateTraceId = (): string => this.#settled?.traceId ?? this.#random.generateTraceId();
  readonly generateSpanId = (): string => this.#settled?.spanId ?? this.#random.generateSpanId();

  /** `make` makes one span, at once. */
  at<T>(place: SpanPlace, make: () => T): T {
    this.#settled = place;
    try {
      return make();
    } finally {
      this.#settled = undefined;
    }
  }
}
