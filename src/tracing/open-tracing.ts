/** Tracing by OpenTelemetry, off unless its own variables say where spans go. Its packages are optional, and loaded only then. */
import { isMissingPackage } from '../domain/missing-package.ts';
import { TracingError } from './errors.ts';
import type { OnLost, Tracing } from './tracing.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined when it is off. Rejects with `TracingError`. Does not touch the network. */
export async function openTracing(
  environment: Environment,
  onLost: OnLost = () => undefined,
): Promise<Tracing | undefined> {
  if (!isOn(environment)) return undefined;
  refuseGrpc(environment);
  lend(environment);
  try {
    const { createTracing } = await import('./create-tracing.ts');
    return createTracing(onLost);
  } catch (cause) {
    // A SyntaxError: an export that another version lacks.
    const isOurs = isMissingPackage(cause, '@opentelemetry/') || cause instanceof SyntaxError;
    if (!isOurs) throw cause;
    throw new TracingError(
      "OpenTelemetry's packages are not installed here, or are of other versions. Run: npm install @opentelemetry/api@~1.9.0 " +
        '@opentelemetry/resources@2 @opentelemetry/sdk-trace-base@2 @opentelemetry/exporter-trace-otlp-http@~0.223.1',
      { cause },
    );
  }
}

function isOn(environment: Environment): boolean {
  const said = (name: string) => textOf(environment, name);
  const endpoints = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  return (
    endpoints.some((name) => said(name) !== '') &&
    said('OTEL_TRACES_EXPORTER').toLowerCase() !== 'none' &&
    said('OTEL_SDK_DISABLED').toLowerCase() !== 'true'
  );
}

/** Spans sent to a port that speaks gRPC would be lost one after another. */
function refuseGrpc(environment: Environment): void {
  const own = textOf(environment, 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL');
  if ((own || textOf(environment, 'OTEL_EXPORTER_OTLP_PROTOCOL')) !== 'grpc') return;
  throw new TracingError(
    'OTEL_EXPORTER_OTLP_PROTOCOL is grpc, and spans are sent as JSON over HTTP only. Name the HTTP port of the ' +
      'collector, usually 4318, and set OTEL_EXPORTER_OTLP_PROTOCOL=http/json',
  );
}

function textOf(environment: Environment, name: string): string {
  return environment[name]?.trim() ?? '';
}

/** OpenTelemetry reads the process's own environment, which `.env` and the settings of a program are no part of. */
function lend(environment: Environment): void {
  for (const [name, text] of Object.entries(environment)) {
    if (name.startsWith('OTEL_') && text !== undefined && (process.env[name] ?? '') === '')
      process.env[name] = text;
  }
}
