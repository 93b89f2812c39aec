import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { ApplicationFailure } from '@temporalio/common';
import type { Context } from '@temporalio/activity';
import { describe, expect, it } from 'vitest';
import { FAILURE } from '../../../src/interface/names.ts';
import { activitySpans } from '../../../src/tracing/activity-spans.ts';

const WORDS = 'what the failure says';

describe('the span of a failed attempt', () => {
  it.each([
    { type: FAILURE.invalidRequest, told: undefined },
    { type: FAILURE.datasetMismatch, told: undefined },
    { type: FAILURE.wrongStore, told: undefined },
    { type: FAILURE.marketoRefused, told: WORDS },
  ])('of $type has the message $told', async ({ type, told }) => {
    const failure = ApplicationFailure.create({ message: WORDS, type });
    expect(await spanOf(failure)).toMatchObject({
      attributes: { 'error.type': type },
      status: told === undefined ? {} : { message: told },
    });
    if (told === undefined) expect(JSON.stringify(await spanOf(failure))).not.toContain(WORDS);
  });
});

/** Of an activity that fails so. */
async function spanOf(failure: ApplicationFailure) {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const info = { activityType: 'resolveRequest', activityId: '1', attempt: 1 };
  const { inbound } = activitySpans(provider.getTracer('test'))({ info } as unknown as Context);
  const attempt = inbound?.execute?.({ args: [], headers: {} }, () => Promise.reject(failure));
  await expect(attempt).rejects.toBe(failure);
  const [span] = exporter.getFinishedSpans();
  if (span === undefined) throw new Error('no span was made');
  const { name, status, attributes, events } = span;
  return { name, status, attributes, events };
}
