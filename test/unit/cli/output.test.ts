import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/cli/exit-code.ts';
import { formatBytes, formatPeriod, formatPlace } from '../../../src/cli/output/format.ts';
import { outcomeObject } from '../../../src/cli/output/outcome-object.ts';
import { planText } from '../../../src/cli/output/plan-text.ts';
import { outcomeText } from '../../../src/cli/output/outcome-text.ts';
import { uiUrlOf } from '../../../src/cli/output/ui-url.ts';
import { runInProcess } from '../../support/run-in-process.ts';
import type { ExtractOutcome } from '../../../src/client/extract-outcome.ts';
import type { ExtractResult, WindowResult } from '../../../src/interface/result.ts';

const ENDED = { workflowId: 'extract/x', runId: 'run-1' };
const WINDOW: WindowResult = {
  startAt: '2026-10-01T00:00:00Z',
  endAt: '2026-10-07T23:59:59Z',
  exportId: 'export-1',
  dataUri: 'file:///data/export-1.csv',
  manifestUri: 'file:///data/manifest.json',
  records: 12_345,
  bytes: 3_200_000,
  sha256: 'a'.repeat(64),
  final: true,
  reused: false,
};
const RESULT: ExtractResult = {
  version: 1,
  instance: 'default',
  dataset: 'nightly',
  windows: [WINDOW],
  records: 12_345,
  bytes: 3_200_000,
};
const FAILED_WINDOW = {
  startAt: '2026-10-08T00:00:00Z',
  endAt: '2026-10-14T23:59:59Z',
  type: 'JobFailed',
  message: 'out of luck',
  request: { filter: {} },
};
const CANCELLED_WINDOW = {
  startAt: WINDOW.startAt,
  endAt: WINDOW.endAt,
  exportId: 'export-1',
  outcome: 'notCancelled',
  reason: 'Marketo is away',
} as const;

const COMPLETED: ExtractOutcome = { ...ENDED, status: 'completed', result: RESULT };
const FAILED: ExtractOutcome = {
  ...ENDED,
  status: 'failed',
  type: 'WindowsFailed',
  message: '1 of 2 windows failed',
  result: { ...RESULT, failed: [FAILED_WINDOW] },
};
const REFUSED: ExtractOutcome = {
  ...ENDED,
  status: 'failed',
  type: 'InvalidRequest',
  message: 'The request has 1 fault',
};
const CANCELLED: ExtractOutcome = {
  ...ENDED,
  status: 'cancelled',
  cancellation: [CANCELLED_WINDOW],
};
const TERMINATED: ExtractOutcome = { ...ENDED, status: 'terminated', message: 'by hand' };

describe('JSON output', () => {
  it('of a completed run holds windows and totals under stable names', () => {
    expect(outcomeObject(COMPLETED)).toEqual({ ...ENDED, ...RESULT, status: 'completed' });
    expect(Object.keys(outcomeObject(COMPLETED))[0]).toBe('version');
  });

  it('of a failed run holds what was published, what was not, and why', () => {
    expect(outcomeObject(FAILED)).toMatchObject({
      status: 'failed',
      windows: [WINDOW],
      failed: [FAILED_WINDOW],
      failure: { type: 'WindowsFailed', message: '1 of 2 windows failed' },
    });
  });

  it('keeps the same members when a run failed before it had windows', () => {
    expect(outcomeObject(REFUSED)).toMatchObject({ windows: [], failed: [], records: 0, bytes: 0 });
  });

  it('of a cancelled run tells what the cancel came to', () => {
    expect(outcomeObject(CANCELLED)).toMatchObject({
      status: 'cancelled',
      cancellation: [CANCELLED_WINDOW],
    });
  });
});

it.each([
  [COMPLETED, 0],
  [FAILED, 1],
  [REFUSED, 2],
  [CANCELLED, 3],
  [TERMINATED, 1],
])('a run that ended as $status has exit code %i', (outcome, code) => {
  expect(exitCodeOf(outcome)).toBe(code);
});

describe('text output', () => {
  it('lists a window a line', () => {
    expect(outcomeText(COMPLETED)).toBe(
      'Completed: 1 window, 12,345 records, 3.2 MB\n' +
        '  2026-10-01 – 2026-10-07  12,345  3.2 MB  final  exported  /data/export-1.csv\n',
    );
  });

  it('gives the request that fills a failed window', () => {
    expect(outcomeText(FAILED)).toContain('JobFailed: out of luck\n    to fill it: {"filter":{}}');
  });

  it('does not hide a job that could not be cancelled', () => {
    expect(outcomeText(CANCELLED)).toContain(
      'could NOT be cancelled at Marketo (export export-1): Marketo is away',
    );
  });
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_500, '1.5 kB'],
  [5_833_000, '5.8 MB'],
  [2_000_000_000_000_000, '2,000 TB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it.each([
  ['2026-10-01T00:00:00Z', '2026-10-01T23:59:59Z', '2026-10-01'],
  ['2026-10-01T00:00:00Z', '2026-10-07T23:59:59Z', '2026-10-01 – 2026-10-07'],
  ['2026-10-01T00:00:00Z', '2026-10-01T11:59:59Z', '2026-10-01T00:00:00Z – 2026-10-01T11:59:59Z'],
])('the period %s to %s is shown as %s', (startAt, endAt, text) => {
  expect(formatPeriod(startAt, endAt)).toBe(text);
});

it.each([
  ['file:///srv/exports/a%20b.csv', 'exports/a b.csv'],
  ['file:///elsewhere/a.csv', '/elsewhere/a.csv'],
  ['s3://bucket/a.csv', 's3://bucket/a.csv'],
])('%s is shown as %s', (uri, place) => {
  expect(formatPlace(uri, '/srv')).toBe(place);
});

describe('the address of a run in the web UI', () => {
  const run = { workflowId: 'extract/a', runId: 'r' };
  const path = 'namespaces/default/workflows/extract%2Fa/r/history';

  it.each([
    {
      name: 'is known for a dev server',
      env: {},
      address: '127.0.0.1:7233',
      url: `http://localhost:8233/${path}`,
    },
    {
      name: 'is known for a dev server on another port',
      env: {},
      address: 'localhost:7300',
      url: `http://localhost:8300/${path}`,
    },
    {
      name: "is known for Temporal Cloud, by a namespace's address",
      env: { TEMPORAL_UI_URL: ' ' },
      address: 'default.a1b2c.tmprl.cloud:7233',
      url: `https://cloud.temporal.io/${path}`,
    },
    {
      name: "is known for Temporal Cloud, by a region's address",
      env: {},
      address: 'us-west-2.aws.api.temporal.io:7233',
      url: `https://cloud.temporal.io/${path}`,
    },
    { name: 'is unknown for other servers', env: {}, address: 'temporal:7233', url: undefined },
    {
      name: 'is unknown for other hosts',
      env: {},
      address: 'tmprl.cloud.example:7233',
      url: undefined,
    },
    {
      name: 'follows TEMPORAL_UI_URL',
      env: { TEMPORAL_UI_URL: 'https://ui.example/' },
      address: 'temporal:7233',
      url: `https://ui.example/${path}`,
    },
  ])('$name', ({ env, address, url }) => {
    expect(uiUrlOf(run, { env, address, namespace: 'default' })).toBe(url);
  });

  it.each(['temporal.example.com', 'ftp://ui.example', 'javascript:alert(1)'])(
    'must be one of a web page: TEMPORAL_UI_URL=%s is told before anything is connected to',
    async (TEMPORAL_UI_URL) => {
      const env = { TEMPORAL_UI_URL, TEMPORAL_ADDRESS: '127.0.0.1:1' };
      const { code, err } = await runInProcess(['schedule', 'list'], env);
      expect(code).toBe(2);
      expect(err).toContain(TEMPORAL_UI_URL);
      expect(err).toContain('https://temporal.example.com');
    },
  );
});

it('a dry run counts windows alike, those that there are and those that are not final', () => {
  const window = {
    startAt: '2026-10-01T00:00:00Z',
    endAt: '2026-10-01T23:59:59Z',
    state: 'missing',
    why: 'not exported yet',
  } as const;
  const windows = Array.from({ length: 1_000 }, () => window);
  const text = planText({ version: 1, instance: 'default', dataset: 'web', windows });
  expect(text).toContain('1,000 windows, 1,000 not final.');
});
