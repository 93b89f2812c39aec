/** Tracing is on by `OTEL_…` and cannot be done here. */
export class TracingError extends Error {
  override readonly name = 'TracingError';

  constructor(fault: string, options?: ErrorOptions) {
    super(
      `Tracing is on, because OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is set, but ${fault}. ` +
        'Or turn it off: OTEL_TRACES_EXPORTER=none',
      options,
    );
  }
}
