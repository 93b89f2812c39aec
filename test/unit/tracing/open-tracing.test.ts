import { afterEach, describe, expect, it } from 'vitest';
import { TracingError } from '../../../src/tracing/errors.ts';
import { openTracing } from '../../../src/tracing/open-tracing.ts';

const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:4318';

afterEach(() => {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('OTEL_')) Reflect.deleteProperty(process.env, name);
  }
});

describe('tracing is off', () => {
  it.each([
    ['by default', {}],
    ['with an empty endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }],
    ['with other exporters only', { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://127.0.0.1:1' }],
    ['by OTEL_TRACES_EXPORTER', { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }],
    ['by OTEL_SDK_DISABLED', { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: 'true' }],
  ])('%s', async (_when, environment) => {
    expect(await openTracing(environment)).toBeUndefined();
  });
});

describe('tracing is on', () => {
  it.each(['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'])(
    'by %s, which may be in `.env` only',
    async (name) => {
      const tracing = await openTracing({ [name]: OTEL_EXPORTER_OTLP_ENDPOINT });
      expect(tracing).toBeDefined();
      expect(process.env[name]).toBe(OTEL_EXPORTER_OTLP_ENDPOINT);
      await tracing?.close();
    },
  );

  it('and refused for gRPC, with the way out', async () => {
    const opening = openTracing({
      OTEL_EXPORTER_OTLP_ENDPOINT,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    });
    await expect(opening).rejects.toThrow(TracingError);
    await expect(opening).rejects.toThrow(
      /JSON over HTTP only.*4318.*http\/json.*OTEL_TRACES_EXPORTER=none/,
    );
  });
});
