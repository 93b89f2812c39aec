import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadClientConfig, loadWorkerConfig } from '../../../src/config/load.ts';
import { ALL_SETTINGS } from '../../../src/config/settings.ts';
import { CWD, environment, faultsOf, loaded, marketoOf, SECRET } from './sample-environment.ts';

describe('a worker that is told only where Marketo is and who it is', () => {
  it('has every default', () => {
    const { instances, ...config } = loaded();
    expect(config).toEqual({
      taskQueue: 'marketo-activity-extract',
      destination: { kind: 'file', root: '/srv/worker/exports' },
      fileMode: 0o600,
      policy: {
        pollIntervalMs: 60_000,
        latePollIntervalMs: 300_000,
        jobTimeoutMs: 43_200_000,
        unknownStateMs: 43_200_000,
        queueWaitMs: 60_000,
        doubtMs: 180_000,
        rangeBytes: 67_108_864,
        heartbeatTimeoutMs: 15_000,
        eventBudget: 3_850,
        replacements: 2,
        redownloads: 2,
        dailyQuotaBytes: 500_000_000,
        backfillKeepBytes: 100_000_000,
        backfillKeepPlaces: 7,
      },
      worker: {
        shutdownGraceMs: 30_000,
        workflowBundle: 'auto',
        logLevel: 'info',
        usageIntervalMs: 900_000,
      },
    });
    expect([...instances.keys()]).toEqual(['default']);
    const marketo = marketoOf();
    expect(marketo).toMatchObject({
      baseUrl: 'https://123-abc-456.mktorest.com',
      clientId: 'client-1',
      limits: { callsPer20s: 50, concurrentCalls: 5 },
      timeouts: { bodyIdleMs: 60_000, leastBytesPerSecond: 1_024 },
    });
    expect(marketo.clientSecret()).toBe(SECRET);
  });

  it('prints its configuration without the secret', () => {
    const { instances, ...config } = loaded();
    expect(inspect([config, instances], { depth: 9, showHidden: true })).not.toContain(SECRET);
  });
});

const STORE_ID = '4f8c1d2e-3a5b-4c6d-8e7f-90a1b2c3d4e5';

describe('a variable that is set', () => {
  it.each([
    ['EXTRACT_TASK_QUEUE', 'q', { taskQueue: 'q' }],
    ['EXTRACT_DESTINATION', 'file:/data', { destination: { kind: 'file', root: '/data' } }],
    ['EXTRACT_DESTINATION', 'file:out', { destination: { kind: 'file', root: '/srv/worker/out' } }],
    ['EXTRACT_STORE_ID', STORE_ID.toUpperCase(), { storeId: STORE_ID }],
    ['EXTRACT_FILE_MODE', '0640', { fileMode: 0o640 }],
    ['EXTRACT_POLL_INTERVAL', '10s', { policy: { pollIntervalMs: 10_000, queueWaitMs: 10_000 } }],
    ['EXTRACT_POLL_INTERVAL', '10m', { policy: { latePollIntervalMs: 600_000 } }],
    ['EXTRACT_LATE_POLL_INTERVAL', '1h', { policy: { latePollIntervalMs: 3_600_000 } }],
    ['EXTRACT_JOB_TIMEOUT', 'P1D', { policy: { jobTimeoutMs: 86_400_000 } }],
    ['EXTRACT_DOUBT_TIME', '10m', { policy: { doubtMs: 600_000 } }],
    ['EXTRACT_QUEUE_WAIT', '2m', { policy: { queueWaitMs: 120_000, pollIntervalMs: 60_000 } }],
    ['EXTRACT_RANGE_BYTES', '16MB', { policy: { rangeBytes: 16_000_000 } }],
    ['EXTRACT_HEARTBEAT_TIMEOUT', '30s', { policy: { heartbeatTimeoutMs: 30_000 } }],
    ['EXTRACT_EVENT_BUDGET', '60', { policy: { eventBudget: 51 } }],
    ['EXTRACT_EVENT_BUDGET', '40000', { policy: { eventBudget: 39_850 } }],
    ['EXTRACT_REPLACEMENTS', '0', { policy: { replacements: 0 } }],
    ['EXTRACT_REDOWNLOADS', '1', { policy: { redownloads: 1 } }],
    [
      'EXTRACT_DAILY_QUOTA',
      '5GB',
      { policy: { dailyQuotaBytes: 5_000_000_000, backfillKeepBytes: 1_000_000_000 } },
    ],
    ['EXTRACT_BACKFILL_KEEP_BYTES', '0', { policy: { backfillKeepBytes: 0 } }],
    ['EXTRACT_BACKFILL_KEEP_QUEUE_PLACES', '9', { policy: { backfillKeepPlaces: 9 } }],
    ['EXTRACT_SHUTDOWN_GRACE', '0s', { worker: { shutdownGraceMs: 0 } }],
    [
      'TEMPORAL_DEPLOYMENT_NAME',
      'team/marketo-extract',
      { worker: { deployment: { name: 'team/marketo-extract' } } },
    ],
    ['EXTRACT_LOG_LEVEL', 'WARN', { worker: { logLevel: 'warn' } }],
    [
      'EXTRACT_METRICS_ADDRESS',
      '9464',
      { worker: { metricsAddress: { host: '127.0.0.1', port: 9464 } } },
    ],
    ['EXTRACT_METRICS_USAGE_INTERVAL', '0s', { worker: { usageIntervalMs: 0 } }],
    [
      'EXTRACT_HEALTH_ADDRESS',
      '[::]:8081',
      { worker: { healthAddress: { host: '::', port: 8081 } } },
    ],
    [
      'MARKETO_BASE_URL',
      '987-XYZ-654',
      { marketo: { baseUrl: 'https://987-xyz-654.mktorest.com' } },
    ],
    [
      'MARKETO_BASE_URL',
      'https://987-XYZ-654.mktorest.com/rest',
      { marketo: { baseUrl: 'https://987-xyz-654.mktorest.com' } },
    ],
    [
      'MARKETO_BASE_URL',
      'http://127.0.0.1:8080',
      { marketo: { baseUrl: 'http://127.0.0.1:8080' } },
    ],
    ['MARKETO_CLIENT_ID', ' id ', { marketo: { clientId: 'id' } }],
    ['MARKETO_CALLS_PER_20_SECONDS', '25', { marketo: { limits: { callsPer20s: 25 } } }],
    ['MARKETO_CONCURRENT_CALLS', '3', { marketo: { limits: { concurrentCalls: 3 } } }],
    ['MARKETO_IDLE_TIMEOUT', '30s', { marketo: { timeouts: { bodyIdleMs: 30_000 } } }],
    [
      'MARKETO_LEAST_THROUGHPUT',
      '64KiB',
      { marketo: { timeouts: { leastBytesPerSecond: 65_536 } } },
    ],
  ])('%s=%s counts', (variable, text, expected) => {
    const env = { [variable]: text };
    expect({ ...loaded(env), marketo: marketoOf(env) }).toMatchObject(expected);
  });

  it('plain http elsewhere is taken when it is allowed', () => {
    const { baseUrl } = marketoOf({
      MARKETO_BASE_URL: 'http://emulator:80',
      MARKETO_ALLOW_HTTP: 'true',
    });
    expect(baseUrl).toBe('http://emulator');
  });

  it.each(ALL_SETTINGS.filter(({ default: text }) => text !== undefined))(
    'but empty counts as unset: $variable',
    ({ variable }) => {
      for (const empty of ['', '  ']) {
        const env = { [variable]: empty };
        const both = [loaded(env), marketoOf(env)];
        expect(JSON.stringify(both)).toBe(JSON.stringify([loaded(), marketoOf()]));
      }
    },
  );
});

describe('a variable that is wrong', () => {
  it.each([
    ['EXTRACT_TASK_QUEUE', 'a b', /without blanks/],
    ['EXTRACT_DESTINATION', './exports', /file:\.\/exports/],
    ['EXTRACT_DESTINATION', 's3://', /names no bucket/],
    ['EXTRACT_FILE_MODE', '0o88', /three octal digits/],
    ['EXTRACT_FILE_MODE', '1777', /three octal digits/],
    ['EXTRACT_FILE_MODE', '400', /read and write/],
    ['EXTRACT_FILE_MODE', '755', /nobody runs/],
    ['EXTRACT_POLL_INTERVAL', '60', /no unit/],
    ['EXTRACT_POLL_INTERVAL', '0s', /from 10ms to 1d/],
    [
      'EXTRACT_LATE_POLL_INTERVAL',
      '30s',
      /shorter than EXTRACT_POLL_INTERVAL, 1m.*write 1m or more/,
    ],
    ['EXTRACT_JOB_TIMEOUT', 'P1M', /months/],
    ['EXTRACT_QUEUE_WAIT', 'x', /not a duration/],
    ['EXTRACT_RANGE_BYTES', '64M', /1000 or 1024/],
    ['EXTRACT_RANGE_BYTES', '0', /from 1KiB to 16GiB/],
    ['EXTRACT_HEARTBEAT_TIMEOUT', '100ms', /from 1s to 1h/],
    ['EXTRACT_EVENT_BUDGET', '10', /from 50 to 40000/],
    ['EXTRACT_EVENT_BUDGET', '4_000', /digits alone/],
    ['EXTRACT_REPLACEMENTS', '-1', /from 0 to 20/],
    ['EXTRACT_REDOWNLOADS', '1.5', /whole number/],
    ['EXTRACT_DAILY_QUOTA', '0', /out of range/],
    ['EXTRACT_BACKFILL_KEEP_BYTES', '500MB', /not less than EXTRACT_DAILY_QUOTA, 500MB/],
    ['EXTRACT_BACKFILL_KEEP_QUEUE_PLACES', '10', /from 0 to 9/],
    ['EXTRACT_SHUTDOWN_GRACE', '2w', /not a duration/],
    ['TEMPORAL_DEPLOYMENT_NAME', 'marketo.extract', /refuses a dot/],
    ['TEMPORAL_DEPLOYMENT_NAME', 'a:b', /a colon/],
    ['TEMPORAL_DEPLOYMENT_NAME', '__unversioned__', /like marketo-extract/],
    ['TEMPORAL_WORKER_BUILD_ID', 'two words', /without blanks/],
    ['EXTRACT_LOG_LEVEL', 'inof', /Did you mean "info"/],
    ['EXTRACT_METRICS_ADDRESS', 'worker:9464', /127\.0\.0\.1:9464/],
    ['EXTRACT_HEALTH_ADDRESS', '0', /a port from 1 to 65535/],
    ['MARKETO_BASE_URL', undefined, /is not set/],
    ['MARKETO_BASE_URL', 'http://mktorest.example', /MARKETO_ALLOW_HTTP=true/],
    ['MARKETO_BASE_URL', 'https://u:p@x.example', /credentials/],
    ['MARKETO_BASE_URL', 'https://x.example/bulk/v1', /path/],
    ['MARKETO_ALLOW_HTTP', 'maybe', /neither true nor false/],
    ['MARKETO_CLIENT_ID', undefined, /is not set/],
    ['MARKETO_CLIENT_ID', 'a b', /blanks/],
    ['MARKETO_CLIENT_SECRET', undefined, /is not set.*MARKETO_CLIENT_SECRET_FILE/],
    ['MARKETO_CLIENT_SECRET', '"quoted-secret"', /in quotes/],
    ['MARKETO_CLIENT_SECRET', 'line\nbreak', /line breaks/],
    ['MARKETO_CLIENT_SECRET', 'ü-secret', /ASCII/],
    ['MARKETO_CLIENT_SECRET', 's'.repeat(4_097), /longer than 4096 bytes/],
    ['MARKETO_CALLS_PER_20_SECONDS', '101', /from 1 to 100/],
    ['MARKETO_CONCURRENT_CALLS', '0', /from 1 to 10/],
    ['MARKETO_IDLE_TIMEOUT', '0s', /out of range/],
    ['MARKETO_LEAST_THROUGHPUT', 'fast', /not a size/],
  ])('%s=%j is a fault with what to write', (variable, text, gist) => {
    const faults = faultsOf({ [variable]: text });
    expect(faults.map(({ path }) => path)).toEqual([variable]);
    expect(faults[0]!.message).toMatch(gist);
  });

  it('does not hide the others', () => {
    const result = loadWorkerConfig(
      { EXTRACT_POLL_INTERVAL: '60', EXTRACT_DESTINATION: 'x', EXTRACT_FILE_MODE: '7' },
      CWD,
    );
    expect(result.ok ? [] : result.faults.map(({ path }) => path).sort()).toEqual([
      'EXTRACT_DESTINATION',
      'EXTRACT_FILE_MODE',
      'EXTRACT_POLL_INTERVAL',
      'MARKETO_BASE_URL',
      'MARKETO_CLIENT_ID',
      'MARKETO_CLIENT_SECRET',
    ]);
  });
});

describe('a build id', () => {
  const build = { TEMPORAL_WORKER_BUILD_ID: 'v2' };

  it('tells the version within a Worker Deployment', () => {
    const env = { ...build, TEMPORAL_DEPLOYMENT_NAME: 'marketo-extract' };
    expect(loaded(env).worker.deployment).toEqual({ name: 'marketo-extract', buildId: 'v2' });
    expect(loadWorkerConfig(environment(env), CWD).warnings).toEqual([]);
  });

  it('without one causes a warning: Worker Versioning is off', () => {
    expect(loaded(build).worker.deployment).toBeUndefined();
    expect(loadWorkerConfig(environment(build), CWD).warnings).toEqual([
      expect.stringMatching(/^TEMPORAL_WORKER_BUILD_ID has no effect without TEMPORAL_DEPLOYMENT_/),
    ]);
  });
});

describe('an unknown variable', () => {
  it('of ours causes a warning with what was probably meant, with faults or without', () => {
    const typo = { EXTRACT_POL_INTERVAL: '1m', MARKETO_CLIENT_SECERT: 'x' };
    const expected = [
      'EXTRACT_POL_INTERVAL is not a known variable and has no effect. Did you mean "EXTRACT_POLL_INTERVAL"?',
      'MARKETO_CLIENT_SECERT is not a known variable and has no effect. Did you mean "MARKETO_CLIENT_SECRET"?',
    ];
    expect(loadWorkerConfig(environment(typo), CWD)).toMatchObject({
      ok: true,
      warnings: expected,
    });
    expect(loadWorkerConfig(typo, CWD)).toMatchObject({ ok: false, warnings: expected });
  });

  it('of others, or empty, is passed over', () => {
    const others = { TEMPORAL_ADDRESS: 'x', PATH: '/bin', EXTRACTOR: '1', EXTRACT_NOTHING: '' };
    expect(loadWorkerConfig(environment(others), CWD).warnings).toEqual([]);
  });
});

describe('a program that only starts runs', () => {
  it('needs nothing of Marketo, and trips over none of it', () => {
    expect(loadClientConfig({ EXTRACT_TASK_QUEUE: 'q', MARKETO_BASE_URL: '::' })).toEqual({
      ok: true,
      config: { taskQueue: 'q' },
      warnings: [],
    });
  });

  it('is told of a wrong task queue', () => {
    expect(loadClientConfig({ EXTRACT_TASK_QUEUE: 'a b' })).toMatchObject({
      ok: false,
      faults: [{ path: 'EXTRACT_TASK_QUEUE' }],
    });
  });
});
