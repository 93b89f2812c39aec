/** docs/tracing.md at work: what a collector gets of extractions, and what it does not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { install, type Installation } from '../support/extraction.ts';
import { freePort } from '../support/free-port.ts';
import { requestFor, startExtract } from '../support/requests.ts';
import { runCli } from '../support/spawn-cli.ts';
import { temporalAddress } from '../support/temporal-server.ts';
import {
  type ReceivedSpan,
  startTraceCollector,
  type TraceCollector,
} from '../support/trace-collector.ts';

const FIELDS = ['primaryAttributeValue', 'campaignId'];

let at: Installation;
let collector: TraceCollector;
let workflowId: string;
/** Of a run that nobody who traces has started: the id of its first run. */
let untracedRunId: string;
let spans: readonly ReceivedSpan[];

beforeAll(async () => {
  collector = await startTraceCollector();
  at = await install({ workers: 0 });
  at.emulator.addFaults({ on: 'status', times: 1, do: { errorCode: '611' } });
  const worker = await at.startWorker({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    EXTRACT_EVENT_BUDGET: '50',
  });
  const request = requestFor('2026-10-01', '2026-10-06', {
    fields: FIELDS,
    windowSize: 'P1D',
    concurrency: 1,
  });
  const untraced = await startExtract(at, requestFor('2026-09-01', '2026-09-01'));
  untracedRunId = untraced.firstExecutionRunId;
  const run = await cli(
    ['start', '--file', '-', '--wait', '--output', 'json'],
    collector.url,
    request,
  );
  expect(run, run.stderr).toMatchObject({ code: 0 });
  ({ workflowId } = JSON.parse(run.stdout) as { workflowId: string });
  await untraced.result();
  await worker.kill(); // the drain sends what is left
  spans = collector.spans();
});
afterAll(async () => {
  await at[Symbol.asyncDispose]();
  await collector[Symbol.asyncDispose]();
});

function cli(args: readonly string[], endpoint: string, request: unknown) {
  const env = {
    EXTRACT_TASK_QUEUE: at.taskQueue,
    TEMPORAL_ADDRESS: temporalAddress(),
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_TIMEOUT: '200',
  };
  return runCli(args, { env, stdin: JSON.stringify(request) });
}

const named = (name: string) => spans.filter((span) => span.name === name);
const parentOf = ({ parentSpanId }: ReceivedSpan) =>
  spans.find(({ spanId }) => spanId === parentSpanId);
const lineOf = (span: ReceivedSpan): string[] => {
  const parent = parentOf(span);
  return parent === undefined ? [span.name] : [...lineOf(parent), span.name];
};
const rootOf = (traceId: string) =>
  spans.filter((span) => span.traceId === traceId && !span.parentSpanId);

describe('an extraction that the command line starts', () => {
  it('is one trace: a single root, and every other span under one that is there', () => {
    const [start, ...others] = named('StartWorkflow:extractActivities');
    expect(others).toEqual([]);
    expect(start?.attributes['temporalWorkflowID']).toBe(workflowId);
    const trace = spans.filter(({ traceId }) => traceId === start?.traceId);
    expect(rootOf(start?.traceId ?? '')).toEqual([start]);
    expect(trace.filter((span) => span !== start && parentOf(span) === undefined)).toEqual([]);
  });

  it('goes from the command over run, window and step to the calls of Marketo', () => {
    const lines = new Set(spans.map((span) => lineOf(span).join(' → ')));
    const run = 'StartWorkflow:extractActivities → RunWorkflow:extractActivities → ';
    expect([...lines]).toEqual(
      expect.arrayContaining([
        `${run}RunActivity:planWindows`,
        `${run}RunWorkflow:exportWindow → RunActivity:createJob → marketo create`,
        `${run}RunWorkflow:exportWindow → RunActivity:downloadFile → marketo file`,
      ]),
    );
  });

  it('stays one trace when it continues as new', () => {
    const runs = named('RunWorkflow:extractActivities').filter(
      ({ attributes }) => attributes['temporalWorkflowID'] === workflowId,
    );
    const outcomes = runs.map(({ attributes }) => attributes['extract.outcome']).sort();
    expect(outcomes).toEqual(expect.arrayContaining(['completed', 'continuedAsNew']));
    expect(new Set(runs.map(({ parentSpanId }) => parentSpanId)).size).toBe(1);
  });

  it('tells of a step what it is about, and how much it was', () => {
    const { attributes } = named('RunActivity:downloadFile')[0]!;
    expect(attributes).toMatchObject({
      'extract.instance': 'default',
      'extract.dataset': expect.any(String) as string,
      'extract.window.start': expect.stringMatching(/^2026-/) as string,
      'extract.window.end': expect.stringMatching(/^2026-/) as string,
      'extract.export_id': expect.stringMatching(/^[\w-]{36}$/) as string,
      'extract.attempt': 1,
      'extract.answer': 'staged',
    });
    expect(attributes['extract.bytes']).toBeGreaterThan(0);
  });

  it('tells of a refused call its code and status, and of the attempt its failure', () => {
    const refused = named('marketo status').find(({ status }) => status.code === 2)!;
    expect(refused.attributes).toMatchObject({
      'marketo.code': '611',
      'marketo.outcome': 'unavailable',
      'http.response.status_code': 200,
    });
    expect(parentOf(refused)).toMatchObject({
      name: 'RunActivity:jobStatus',
      status: { code: 2, message: expect.stringContaining('611') as string },
    });
  });
});

it('a run that nobody traced when it was started is a trace of its own, with the id of its first run', () => {
  const root = rootOf(untracedRunId.replaceAll('-', ''));
  expect(new Set(root.map(({ name }) => name))).toEqual(new Set(['RunWorkflow:extractActivities']));
  expect(spans.filter(({ traceId }) => traceId === root[0]?.traceId).length).toBeGreaterThan(10);
});

it('no credential, token, address, query or row reaches the collector', () => {
  const { clientId, clientSecret, url } = at.emulator;
  expect(collector.text()).toContain('RunActivity:publishFile');
  for (const secret of [clientId, clientSecret, url])
    expect(collector.text()).not.toContain(secret);
  expect(collector.text()).not.toMatch(
    /Bearer|access_token|grant_type|@|primaryAttributeValue|\.json/,
  );
});

it('a command whose collector is away does its work all the same', async () => {
  const gone = `http://127.0.0.1:${await freePort()}`;
  const run = await cli(
    ['start', '--file', '-', '--output', 'json'],
    gone,
    requestFor('2026-08-01', '2026-08-01'),
  );
  expect(run, run.stderr).toMatchObject({ code: 0 });
  const started = JSON.parse(run.stdout) as { workflowId: string };
  await at.client.workflow.getHandle(started.workflowId).terminate('nobody is left to do it');
});
