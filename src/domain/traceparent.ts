/** Places in a trace, by W3C Trace Context. */

export interface SpanPlace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Whoever began the trace keeps it; the others follow. */
  readonly sampled: boolean;
}

const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})/;

/** Undefined for whatever is none: a trace that cannot be joined is begun anew. */
export function parseTraceparent(text: unknown): SpanPlace | undefined {
  const found = typeof text === 'string' ? TRACEPARENT.exec(text) : null;
  if (found === null) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = found;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export function formatTraceparent({ traceId, spanId, sampled }: SpanPlace): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/**
 * The place of a run: of its caller's trace, or of one that follows from the id of the first run. All who know the ids come to
 * the same place, without a word to each other and without chance, which replays could not repeat.
 */
export function placeOfRun(
  { firstRunId, runId }: { readonly firstRunId: string; readonly runId: string },
  caller: SpanPlace | undefined,
): SpanPlace {
  return {
    traceId: caller?.traceId ?? digitsOf(firstRunId),
    spanId: digitsOf(runId).slice(-16),
    sampled: caller?.sampled ?? true,
  };
}

/** Run ids are UUIDs. */
function digitsOf(runId: string): string {
  return runId.replaceAll('-', '');
}
