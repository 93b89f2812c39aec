/** `doctor` against a real server and a real worker: all in order, and each fault on purpose. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectTemporal } from '../../src/client/connect.ts';
import { readServerClock } from '../../src/doctor/server-clock.ts';
import { skewMs } from '../../src/doctor/clock.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import type { DoctorReport } from '../../src/doctor/run-doctor.ts';
import { productVersion } from '../../src/product-version.ts';
import { openStore } from '../../src/store/open-store.ts';
import { install, type Installation } from '../support/extraction.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { runCli } from '../support/spawn-cli.ts';
import { randomTaskQueue, temporalAddress } from '../support/temporal-server.ts';

let at: Installation;
let env: Record<string, string>;
let elsewhere: string;

beforeAll(async () => {
  at = await install({ emulator: { startTime: Date.now() } });
  env = { TEMPORAL_ADDRESS: temporalAddress(), ...at.env };
  const store = await openStore({ kind: 'file', root: at.folder });
  await store.identity({ create: true });
  elsewhere = await mkdtemp(join(tmpdir(), 'doctor-'));
});

afterAll(async () => {
  await at[Symbol.asyncDispose]();
  await rm(elsewhere, { recursive: true, force: true });
});

async function examine(args: readonly string[], more: Record<string, string> = {}) {
  const all = ['doctor', '--output', 'json', '--timeout', '20s', ...args];
  const { code, out } = await runInProcess(all, { ...env, ...more });
  const report = JSON.parse(out) as DoctorReport;
  const finding = (check: Finding['check']) => report.findings.find((each) => each.check === check);
  return { code, report, finding };
}

it('has nothing amiss in good order, and exits 0', async () => {
  const { code, stdout } = await runCli(['doctor', '--output', 'json', '--timeout', '30s'], {
    env,
    cwd: elsewhere,
  });
  const { findings } = JSON.parse(stdout) as DoctorReport;
  expect(findings.filter(({ status }) => status !== 'ok')).toEqual([]);
  expect(code).toBe(0);
  const workers = findings.find(({ check }) => check === 'worker.polling')?.facts.workers;
  expect(workers).toMatchObject([{ workflows: true, activities: true, version: productVersion() }]);
});

describe('tells of', () => {
  it('a task queue that nobody asks, and does not start a dry run there', async () => {
    const taskQueue = randomTaskQueue();
    const { code, finding } = await examine(['--only', 'worker', '--task-queue', taskQueue]);
    expect(code).toBe(1);
    expect(finding('worker.polling')).toMatchObject({
      status: 'problem',
      facts: { taskQueue, workers: [] },
    });
    expect(finding('worker.plan')).toMatchObject({ status: 'skipped' });
  });

  it('a namespace that does not exist, and asks for no worker there', async () => {
    const { code, finding } = await examine(['--only', 'temporal,worker'], {
      TEMPORAL_NAMESPACE: 'nowhere',
    });
    expect(code).toBe(1);
    expect(finding('temporal.server')).toMatchObject({ status: 'ok' });
    expect(finding('temporal.namespace')).toMatchObject({ status: 'problem' });
    expect(finding('temporal.namespace')?.remedy).toContain('namespace create nowhere');
    expect(finding('worker.polling')).toMatchObject({ status: 'skipped' });
  });

  it('an instance that is configured here and not at the worker', async () => {
    const file = join(elsewhere, 'instances.json');
    const emea = { baseUrl: at.emulator.url, clientId: 'emea', clientSecret: { env: 'EMEA' } };
    await writeFile(file, JSON.stringify({ instances: { emea } }));
    const { code, finding } = await examine(['--only', 'worker', '--instance', 'emea'], {
      MARKETO_INSTANCES_FILE: file,
      EMEA: 'secret-of-emea',
    });
    expect(code).toBe(1);
    expect(finding('worker.plan')).toMatchObject({
      status: 'problem',
      facts: { type: 'InvalidRequest' },
    });
    expect(finding('worker.plan')?.message).toContain('names no configured instance');
  });

  it('a store here that is not the store of the worker', async () => {
    const { code, finding } = await examine(['--only', 'worker'], {
      EXTRACT_DESTINATION: `file:${elsewhere}`,
    });
    expect(code).toBe(0);
    expect(finding('worker.store')).toMatchObject({ status: 'warning', facts: { here: null } });
  });

  it('what a step of the worker waits for, and leaves no dry run open', async () => {
    const taskQueue = randomTaskQueue();
    const worker = await at.startWorker({
      EXTRACT_TASK_QUEUE: taskQueue,
      EXTRACT_STORE_ID: '4f8c1d2e-3a5b-4c6d-8e7f-90a1b2c3d4e5',
    });
    const { code, finding } = await examine([
      '--only',
      'worker',
      '--task-queue',
      taskQueue,
      '--timeout',
      '4s',
    ]);
    expect(code).toBe(1);
    expect(finding('worker.plan')).toMatchObject({
      status: 'problem',
      facts: { type: 'WrongStore' },
    });
    const query = `TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running'`;
    await expect.poll(async () => (await at.client.workflow.count(query)).count).toBe(0);
    await worker.kill('SIGKILL');
  });

  it('a configuration of Temporal that cannot be read', async () => {
    const { code, finding } = await examine(['--only', 'configuration,temporal'], {
      TEMPORAL_TLS_CLIENT_CERT_PATH: join(elsewhere, 'no-such.pem'),
      TEMPORAL_PROFILE: 'no-such-profile',
    });
    expect(code).toBe(1);
    expect(finding('configuration.temporal')).toMatchObject({ status: 'problem' });
    expect(finding('temporal.server')).toMatchObject({ status: 'skipped' });
  });
});

it('reads the clock of the server without a trace', async () => {
  const { client, close } = await connectTemporal({ address: temporalAddress() });
  const reading = await readServerClock(client, AbortSignal.timeout(20_000));
  expect(skewMs(reading)).toBe(0);
  await close();
});
