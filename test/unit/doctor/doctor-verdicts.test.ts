/** From what was found to what is said of it: every judgement, without anything that is asked. */
import { describe, expect, it } from 'vitest';
import { TemporalUnreachableError } from '../../../src/client/errors.ts';
import { CheckTimeoutError } from '../../../src/doctor/bounded-check.ts';
import { type ClockReading, judgeClock, skewMs } from '../../../src/doctor/clock.ts';
import {
  judgeEnvironment,
  judgeSettings,
  judgeTemporal,
} from '../../../src/doctor/configuration.ts';
import {
  judgeAddress,
  judgeCalls,
  judgeQueue,
  judgeQuota,
  judgeToken,
  judgeTrouble,
} from '../../../src/doctor/marketo-verdicts.ts';
import { judgeIdentity, judgeMode, judgeSpace } from '../../../src/doctor/store-verdicts.ts';
import { judgeTrial, Unexpected } from '../../../src/doctor/store-trial.ts';
import {
  judgeCapabilities,
  judgeNamespaceTrouble,
  judgeSearchAttributes,
  judgeUnreachable,
} from '../../../src/doctor/temporal-verdicts.ts';
import {
  judgePlan,
  judgePolling,
  judgeVersions,
  judgeWorkerStore,
  seenWorkers,
} from '../../../src/doctor/worker-verdicts.ts';
import { MarketoError, type MarketoErrorKind } from '../../../src/marketo/errors.ts';
import type { ExportJob } from '../../../src/marketo/types.ts';
import { StoreError } from '../../../src/store/store-error.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

describe('configuration', () => {
  const facts = {
    ...{ folder: '/srv/app', envFile: true },
    variables: { MARKETO_CLIENT_ID: '.env' },
  } as const;

  it.each([
    { name: 'nothing odd', warnings: [], status: 'ok' },
    { name: 'a mistyped variable', warnings: ['EXTRACT_X is not known.'], status: 'warning' },
  ])('the environment with $name is $status', ({ warnings, status }) => {
    const verdict = judgeEnvironment({ ...facts, variables: {} }, warnings);
    expect(verdict.status).toBe(status);
    for (const text of warnings) expect(verdict.message).toContain(text);
  });

  it('lists every fault, and says when nothing of Marketo is set that some machines need none of it', () => {
    const faults = [
      { path: 'MARKETO_BASE_URL', message: 'is not set' },
      { path: 'EXTRACT_FILE_MODE', message: 'is no mode' },
    ];
    const bare = judgeSettings(faults, { variables: {} });
    expect(bare).toMatchObject({ status: 'problem', facts: { faults } });
    expect(bare.message).toMatch(/2 faults:\n- MARKETO_BASE_URL.*\n- EXTRACT_FILE_MODE/);
    expect(bare.remedy).toContain('--only temporal,worker');
    const some = judgeSettings(faults, { variables: { MARKETO_CLIENT_ID: '.env' } });
    expect(some.remedy).not.toContain('--only');
    expect(judgeSettings([], facts).status).toBe('ok');
  });

  it('a profile that cannot be read is a problem in its own words', () => {
    const verdict = judgeTemporal({ ok: false, error: new Error('Profile x not found') });
    expect(verdict).toMatchObject({ status: 'problem' });
    expect(verdict.message).toContain('Profile x not found');
  });
});

describe('clocks', () => {
  const reading = (shownMs: number, resolutionMs = 0): ClockReading => ({
    shownMs,
    resolutionMs,
    askedMs: 1_000_000,
    answeredMs: 1_002_000,
  });

  it.each([
    { name: 'within the question', at: reading(1_001_000), skew: 0 },
    { name: 'as the question began', at: reading(1_000_000), skew: 0 },
    { name: 'earlier by less than a whole second', at: reading(999_001, 1_000), skew: 0 },
    { name: 'long before', at: reading(940_000), skew: 60_000 },
    { name: 'long after', at: reading(1_062_000), skew: -60_000 },
  ])('another clock that shows $name is $skew ms away', ({ at, skew }) => {
    expect(skewMs(at)).toBe(skew);
  });

  it.each([
    { shownMs: 1_000_000 - 9_999, status: 'ok', says: 'agrees' },
    { shownMs: 1_000_000 - 10_000, status: 'warning', says: '10 s ahead of that of Marketo' },
    { shownMs: 1_002_000 + 3_600_000, status: 'warning', says: '60 min behind that of Marketo' },
    { shownMs: 1_002_000 + 172_800_000, status: 'warning', says: '48 h behind' },
  ])('a clock that shows $shownMs is $status', ({ shownMs, status, says }) => {
    const verdict = judgeClock('Marketo', reading(shownMs));
    expect(verdict.status).toBe(status);
    expect(verdict.message).toContain(says);
    if (status === 'warning') expect(verdict.message).toContain('No window is final or kept by');
  });
});

describe('Temporal', () => {
  const AT = { address: 'h:7233', namespace: 'n', tls: false, apiKey: false, profile: 'default' };
  const grpc = (code: number) =>
    Object.assign(new Error(`${code} refused`), { code, details: '', metadata: {} });

  it.each([
    { name: 'silence', error: new Error('no answer.'), at: AT, says: 'Does it want TLS' },
    {
      name: 'silence over TLS',
      error: new Error('x.'),
      at: { ...AT, tls: true },
      says: 'without TLS',
    },
    { name: 'a missing key', error: grpc(16), at: AT, says: 'wants an API key' },
    { name: 'a bad key', error: grpc(7), at: { ...AT, apiKey: true }, says: 'refuses the API key' },
    {
      name: 'a bad key, told by an error around it',
      error: new Error('unreachable', { cause: grpc(7) }),
      at: { ...AT, apiKey: true },
      says: 'refuses the API key',
    },
  ])('$name is a problem', ({ error, at, says }) => {
    const verdict = judgeUnreachable(error, at);
    expect(verdict.status).toBe('problem');
    expect(verdict.message).toContain(says);
  });

  it('an address where nobody listens is a problem, and a server for this machine is offered', () => {
    const error = new TemporalUnreachableError(AT.address, 'no answer', { fault: 'refused' });
    const { status, message, remedy } = judgeUnreachable(error, AT);
    expect({ status, message }).toEqual({
      status: 'problem',
      message: 'There is no connection to h:7233: nothing listens there.',
    });
    expect(remedy).toMatch(
      /^Is TEMPORAL_ADDRESS right, and is the server up\?.*extract temporal\.$/,
    );
  });

  it.each([
    { code: 5, status: 'problem', says: 'There is no namespace n' },
    { code: 7, status: 'warning', says: 'does not tell' },
  ])('a namespace that is answered with code $code is a $status', ({ code, status, says }) => {
    const verdict = judgeNamespaceTrouble('n', grpc(code));
    expect(verdict.status).toBe(status);
    expect(verdict.message).toContain(says);
  });

  it.each([
    { states: ['registered', 'registered'], status: 'ok', says: 'All search attributes' },
    { states: ['registered', 'missing'], status: 'ok', says: 'Nothing needs them' },
    { states: ['otherType', 'missing'], status: 'warning', says: 'another type than Keyword' },
  ] as const)('search attributes that are $states: $status', ({ states, status, says }) => {
    const attributes = states.map((state) => ({
      ...({ name: 'MarketoInstance', type: 'Keyword', state } as const),
    }));
    const verdict = judgeSearchAttributes(attributes);
    expect(verdict.status).toBe(status);
    expect(verdict.message).toContain(says);
  });

  it.each([
    { schedules: true, memoUpdates: true, status: 'ok' },
    { schedules: false, memoUpdates: true, status: 'warning' },
    { schedules: true, memoUpdates: false, status: 'problem' },
  ])('schedules $schedules and memo updates $memoUpdates are $status', ({ status, ...has }) => {
    expect(judgeCapabilities({ serverVersion: '1.0', ...has }).status).toBe(status);
  });
});

describe('workers', () => {
  const poller = (identity: string, secondsAgo: number) => ({
    identity,
    lastAccessMs: NOW - secondsAgo * 1_000,
  });
  const OURS = '1@a marketo-activity-extract/0.1.0';

  it('are those that have come back within the time of a poll, with the version that they tell', () => {
    const workflows = [poller(OURS, 5), poller('2@gone', 71)];
    const activities = [poller(OURS, 69), poller('3@b', 1)];
    expect(seenWorkers(workflows, activities, NOW)).toEqual([
      { identity: OURS, workflows: true, activities: true, version: '0.1.0' },
      { identity: '3@b', workflows: false, activities: true },
    ]);
  });

  it('are known with their version when Worker Versioning passes it by', () => {
    const idleVersion = { deploymentName: 'd', buildId: '1' };
    const seen = seenWorkers([{ ...poller(OURS, 5), idleVersion }], [], NOW);
    expect(seen).toMatchObject([{ identity: OURS, idleVersion }]);
  });

  const worker = { identity: OURS, workflows: true, activities: true, version: '0.1.0' };
  const idle = { ...worker, idleVersion: { deploymentName: 'd', buildId: '1' } };

  it.each([
    { name: 'one', workers: [worker], status: 'ok', says: '1 worker asks' },
    { name: 'none', workers: [], status: 'problem', says: 'No worker' },
    {
      name: 'none for activities',
      workers: [{ ...worker, activities: false }],
      status: 'problem',
      says: 'Nobody asks the task queue q for activities',
    },
    {
      name: 'two that share the work',
      workers: [
        { ...worker, activities: false },
        { ...worker, workflows: false },
      ],
      status: 'ok',
      says: '2 workers ask',
    },
    {
      name: 'one of the current version',
      workers: [idle, worker],
      status: 'ok',
      says: '2 workers',
    },
    {
      name: 'none of the current version',
      workers: [idle],
      status: 'problem',
      says: 'none of the',
    },
    {
      name: 'one of the current version for workflows only',
      workers: [idle, { ...worker, activities: false }],
      status: 'problem',
      says: 'Nobody asks the task queue q for activities',
    },
  ])('$name: $status', ({ workers, status, says }) => {
    const verdict = judgePolling(workers, 'q');
    expect(verdict.status).toBe(status);
    expect(verdict.message).toContain(says);
  });

  it.each([
    [idle, '--deployment-name d --build-id 1'],
    [{ ...worker, idleVersion: {} }, 'TEMPORAL_DEPLOYMENT_NAME'],
  ])('that are passed by are told how to become current: $idleVersion', (passedBy, remedy) => {
    expect(judgePolling([passedBy], 'q').remedy).toContain(remedy);
  });

  it.each([
    { versions: ['0.1.0', '0.1.0'], status: 'ok', says: 'of version 0.1.0' },
    { versions: ['0.1.0', '0.0.9'], status: 'warning', says: 'the workers of 0.0.9, 0.1.0' },
    { versions: [undefined], status: 'warning', says: 'the workers of unknown' },
  ])('of the versions $versions: $status', ({ versions, status, says }) => {
    const workers = versions.map((version) => ({
      ...{ identity: 'w', workflows: true, activities: true },
      ...(version === undefined ? {} : { version }),
    }));
    const verdict = judgeVersions(workers, '0.1.0');
    expect(verdict.status).toBe(status);
    expect(verdict.message).toContain(says);
  });

  it.each([
    { answer: { answer: 'plan' }, status: 'ok', says: 'answered' },
    {
      answer: { answer: 'refused', type: 'InvalidRequest', message: 'no such instance' },
      status: 'problem',
      says: '(InvalidRequest): no such instance',
    },
    { answer: { answer: 'none' }, status: 'warning', says: 'in time' },
    {
      answer: { answer: 'none', type: 'WrongStore', message: 'another store' },
      status: 'problem',
      says: '(WrongStore): another store',
    },
  ] as const)('a dry run with $answer is $status', ({ answer, status, says }) => {
    const verdict = judgePlan(answer, 'default');
    expect(verdict.status).toBe(status);
    expect(verdict.message).toContain(says);
  });

  it.each([
    { answer: { answer: 'plan', storeId: 'a' }, here: 'a', status: 'ok' },
    { answer: { answer: 'plan', storeId: 'a' }, here: 'b', status: 'warning' },
    { answer: { answer: 'plan', storeId: 'a' }, here: undefined, status: 'warning' },
    { answer: { answer: 'plan' }, here: 'b', status: 'ok' },
    { answer: { answer: 'none' }, here: 'b', status: 'skipped' },
    { answer: undefined, here: 'b', status: 'skipped' },
  ] as const)('a worker on $answer beside $here here is $status', ({ answer, here, status }) => {
    expect(judgeWorkerStore(answer, here).status).toBe(status);
  });
});

describe('Marketo', () => {
  const refused = (kind: MarketoErrorKind, code?: string) =>
    new MarketoError(`list exports: refused`, {
      ...{ kind, operation: 'list exports', retryAfterMs: 'never' },
      ...(code === undefined ? {} : { code }),
    });

  it.each([
    {
      error: refused('accessDenied', '603'),
      status: 'problem',
      remedy: /Read-Only Activity.*allow-list/,
    },
    { error: refused('badCredentials'), status: 'problem', remedy: /LaunchPoint/ },
    { error: refused('connection'), status: 'problem', remedy: /MARKETO_BASE_URL/ },
    { error: refused('unavailable'), status: 'problem', remedy: /in some minutes/ },
    { error: refused('rateLimited', '606'), status: 'warning', remedy: /it passes/ },
    { error: refused('callsExhausted', '607'), status: 'warning', remedy: /midnight/ },
    { error: new CheckTimeoutError(2_000), status: 'problem', remedy: /MARKETO_BASE_URL/ },
    { error: new TypeError('odd'), status: 'problem', remedy: /./ },
  ])('$error.message ($error.kind) is a $status', ({ error, status, remedy }) => {
    const verdict = judgeTrouble(error);
    expect(verdict.status).toBe(status);
    expect(verdict.remedy).toMatch(remedy);
  });

  it.each([
    { name: 'a token', token: { ok: true, value: { remainingMs: 90_000 } }, is: ['ok', 'ok'] },
    {
      name: 'bad credentials',
      token: { ok: false, error: refused('badCredentials') },
      is: ['ok', 'problem'],
    },
    {
      name: 'no connection',
      token: { ok: false, error: refused('connection') },
      is: ['problem', 'skipped'],
    },
    {
      name: 'a page of somebody else',
      token: { ok: false, error: refused('notFound') },
      is: ['problem', 'skipped'],
    },
  ] as const)('address and token with $name are $is', ({ token, is }) => {
    expect([judgeAddress('https://m', token).status, judgeToken(token).status]).toEqual(is);
  });

  const job = (state: ExportJob['state'], fileSize = 0): ExportJob => ({
    ...{ exportId: 'x', state, stateText: state, fileSize, finishedAt: '2026-11-20T10:00:00Z' },
  });

  it.each([
    { bytes: 999, quota: 1_000, status: 'ok' },
    { bytes: 1_000, quota: 1_000, status: 'warning' },
    { bytes: 5, quota: undefined, status: 'skipped' },
  ])('$bytes bytes of $quota used are $status', ({ bytes, quota, status }) => {
    expect(judgeQuota([job('Completed', bytes)], NOW, quota).status).toBe(status);
  });

  it.each([
    { jobs: 9, status: 'ok' },
    { jobs: 10, status: 'warning' },
  ])('$jobs jobs in the queue are $status', ({ jobs, status }) => {
    const queued = Array.from({ length: jobs }, (_, index) =>
      job(index < 2 ? 'Processing' : 'Queued'),
    );
    const verdict = judgeQueue(queued, NOW);
    expect(verdict).toMatchObject({ status, facts: { taken: jobs, running: 2 } });
  });

  it.each([
    { calls: 39_999, status: 'ok' },
    { calls: 40_000, status: 'warning' },
  ])('$calls calls today are $status', ({ calls, status }) => {
    expect(judgeCalls({ date: '2026-11-20', calls }).status).toBe(status);
  });
});

describe('the store', () => {
  it.each([
    { storeId: undefined, expectedId: undefined, status: 'ok', says: 'is new' },
    { storeId: 'a', expectedId: undefined, status: 'ok', says: 'EXTRACT_STORE_ID is not set' },
    { storeId: 'a', expectedId: 'a', status: 'ok', says: 'the one of EXTRACT_STORE_ID' },
    { storeId: 'b', expectedId: 'a', status: 'problem', says: 'there is the store b' },
    { storeId: undefined, expectedId: 'a', status: 'problem', says: 'there is no store' },
  ])('$storeId where $expectedId is asked for is $status', ({ status, says, ...ids }) => {
    const verdict = judgeIdentity({ uri: 'file:///x', ...ids });
    expect(verdict.status).toBe(status);
    expect(verdict.message).toContain(says);
  });

  it.each([
    { freeBytes: 9_999_999, quota: 500e6, status: 'problem' },
    { freeBytes: 499e6, quota: 500e6, status: 'warning' },
    { freeBytes: 500e6, quota: 500e6, status: 'ok' },
    { freeBytes: 20e6, quota: undefined, status: 'ok' },
  ])('$freeBytes free bytes for $quota a day are $status', ({ freeBytes, quota, status }) => {
    expect(judgeSpace(freeBytes, quota).status).toBe(status);
  });

  it('other permissions than asked for are a warning that names both', () => {
    expect(judgeMode(0o600, 0o600).status).toBe('ok');
    expect(judgeMode(0o777, 0o640)).toMatchObject({
      status: 'warning',
      facts: { found: '777', asked: '640' },
    });
  });

  it.each([
    { error: undefined, status: 'ok', says: 'well' },
    {
      error: new StoreError('Could not write x: full (ENOSPC). Free some.', {
        ...{ code: 'ENOSPC', path: 'x', retryable: true },
      }),
      status: 'problem',
      says: 'ENOSPC',
    },
    { error: new Unexpected('2 writers won'), status: 'problem', says: '2 writers won' },
    { error: new CheckTimeoutError(1_000), status: 'problem', says: 'within 1 s' },
  ])('a step that ends with $error.name is $status', ({ error, status, says }) => {
    const verdict = judgeTrial({ says: 'well' }, error);
    expect(verdict.status).toBe(status);
    expect(verdict.message).toContain(says);
  });
});
