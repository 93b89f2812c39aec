/** The spans and their way out. Nothing of it is registered in the process: a program that traces by itself keeps its own. */
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { productVersion } from '../product-version.ts';
import { activitySpans } from './activity-spans.ts';
import { callSpans } from './call-spans.ts';
import { runSpans } from './run-spans.ts';
import { SpanIds } from './span-ids.ts';
import { startSpans } from './start-spans.ts';
import type { OnLost, Tracing } from './tracing.ts';

const NAME = 'marketo-activity-extract';
/** For what is left at the end: a collector that is away holds up neither a command nor a worker's drain. */
const LAST_SPANS_MS = 3_000;

export function createTracing(onLost: OnLost): Tracing {
  const ids = new SpanIds();
  const provider = new BasicTracerProvider({
    idGenerator: ids,
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': NAME, 'service.version': productVersion() }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(heard(otlpExporter(), onLost))],
  });
  const tracer = provider.getTracer(NAME, productVersion());
  return {
    client: startSpans(tracer),
    activities: activitySpans(tracer),
    sinks: { trace: { runEnded: { fn: runSpans(tracer, ids) } } },
    callsOf: (instance) => callSpans(tracer, instance),
    close: () => closeWithin(provider, LAST_SPANS_MS),
  };
}

function otlpExporter(): OTLPTraceExporter {
  const { OTEL_EXPORTER_OTLP_TIMEOUT: all, OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: own } = process.env;
  return new OTLPTraceExporter(
    (own ?? all ?? '') === '' ? { timeoutMillis: LAST_SPANS_MS } : undefined,
  );
}

/** Tells once when spans begin to be lost, and again only after some have arrived. */
function heard(exporter: SpanExporter, onLost: OnLost): SpanExporter {
  let lost = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const failed = result.error !== undefined;
        if (failed && !lost) onLost(reasonOf(result.error));
        lost = failed;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

/** Not the message: it may quote what a proxy has answered. */
function reasonOf(error: unknown): string {
  const { name, code } = error as { readonly name?: string; readonly code?: string | number };
  return code === undefined ? String(name) : `${String(name)} ${code}`;
}

async function closeWithin(provider: BasicTracerProvider, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([provider.shutdown().catch(() => undefined), late]);
  clearTimeout(timer);
}
