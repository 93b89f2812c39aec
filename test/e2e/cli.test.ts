import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OutcomeObject } from '../../src/cli/output/outcome-object.ts';
import type { ExtractPlan } from '../../src/interface/result.ts';
import { eventually } from '../support/eventually.ts';
import { install, type Installation } from '../support/extraction.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { type CliRun, runCli, spawnCli } from '../support/spawn-cli.ts';
import { randomTaskQueue, temporalAddress } from '../support/temporal-server.ts';

const HELD = { hold: { queued: true } };
const FREE = { hold: false };
const NOWHERE = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
// eslint-disable-next-line no-control-regex -- escape codes are what must not be there
const ESCAPE = /\u001b/;

let at: Installation;
let env: Record<string, string>;
let folder: string;

beforeAll(async () => {
  at = await install({ env: { EXTRACT_REPLACEMENTS: '0' } });
  env = { TEMPORAL_ADDRESS: temporalAddress(), EXTRACT_TASK_QUEUE: at.taskQueue };
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
});

afterEach(() => void at.emulator.setEnvironment(FREE));

afterAll(async () => {
  await at[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Flags for two windows of a day each, in a dataset of the test's own. */
function twoDays(dataset: string): string[] {
  return [
    ...['--from', '2026-10-01T00:00:00Z', '--to', '2026-10-02T23:59:59Z', '--types', '1,2'],
    ...['--window-size', 'P1D', '--dataset', dataset],
  ];
}

/** In this process: one of its own takes most of a second to start. Progress would go past it to the test's own stderr. */
async function cli(args: readonly string[], variables = env): Promise<CliRun> {
  const { code, out, err } = await runInProcess(args, variables);
  return { code, stdout: out, stderr: err };
}

/** As a person or a script runs it. */
function command(args: readonly string[], stdin = ''): Promise<CliRun> {
  return runCli(args, { env, cwd: folder, stdin });
}

/** Starts an extraction whose jobs stay queued at Marketo. */
async function startHeld(dataset: string): Promise<string> {
  at.emulator.setEnvironment(HELD);
  const { stdout } = await cli(['start', ...twoDays(dataset), '--output', 'json']);
  const { workflowId } = JSON.parse(stdout) as { workflowId: string };
  await eventually('the run knows of both jobs that they are queued', async () => {
    const status = await cli(['status', workflowId, '--output', 'json']);
    const { inFlight = [] } = JSON.parse(status.stdout) as { inFlight?: { phase: string }[] };
    return inFlight.filter(({ phase }) => phase === 'queued').length === 2 || undefined;
  });
  return workflowId;
}

function twoQueuedJobs() {
  return eventually('both jobs are queued at Marketo', () => {
    const queued = at.emulator.jobs().filter(({ state }) => state === 'Queued');
    return queued.length >= 2 ? queued : undefined;
  });
}

describe('start', () => {
  it('with --wait --output json prints one object on stdout whose files are what it says', async () => {
    const run = await command(['start', ...twoDays('whole'), '--wait', '--output', 'json']);
    expect(run.code, run.stderr).toBe(0);
    const outcome = JSON.parse(run.stdout) as OutcomeObject;
    expect(outcome).toMatchObject({ version: 1, status: 'completed', dataset: 'whole' });
    expect(outcome.windows).toHaveLength(2);
    for (const window of outcome.windows) {
      const content = await readFile(new URL(window.dataUri));
      expect(createHash('sha256').update(content).digest('hex')).toBe(window.sha256);
      expect(content.length).toBe(window.bytes);
    }
    expect(outcome.records).toBe(outcome.windows.reduce((sum, { records }) => sum + records, 0));
    expect(run.stderr).toContain(outcome.workflowId);
    expect(run.stderr).toContain('published');
    expect(run.stderr).not.toMatch(ESCAPE);
  });

  it('reads a request from standard input and exports nothing twice', async () => {
    const request = {
      filter: {
        createdAt: { startAt: '2026-10-05T00:00:00Z', endAt: '2026-10-05T23:59:59Z' },
        activityTypeIds: [1],
      },
      dataset: 'stdin',
    };
    const args = ['start', '--file', '-', '--wait'];
    const first = await command(args, JSON.stringify(request));
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout).toMatch(/^Completed: 1 window, .*\n {2}2026-10-05 .* final {2}exported/);
    const second = await command(args, JSON.stringify(request));
    expect(second.stdout).toMatch(/ reused /);
  });

  it('joins the run of the same request that is under way, and says so', async () => {
    const workflowId = await startHeld('joined');
    const again = await cli(['start', ...twoDays('joined'), '--output', 'json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ workflowId, joined: true });
    const text = await cli(['start', ...twoDays('joined')]);
    expect(text.stdout).toContain(`Joined the run that is already under way: ${workflowId}`);
    const ended = await command(['cancel', workflowId, '--wait']);
    expect(ended.code, ended.stderr).toBe(3);
    const late = await cli(['cancel', workflowId]);
    expect(late).toMatchObject({
      code: 0,
      stdout: `${workflowId} had ended before; nothing was cancelled. How it ended: marketo-extract status ${workflowId}\n`,
    });
  });

  it('with --dry-run shows what would be exported, and why, and enqueues nothing', async () => {
    const before = at.emulator.jobs().length;
    const json = await cli(['start', ...twoDays('plan'), '--dry-run', '--output', 'json']);
    expect(json.code, json.stderr).toBe(0);
    const { windows } = JSON.parse(json.stdout) as ExtractPlan;
    expect(windows.map(({ startAt, state }) => [startAt, state])).toEqual([
      ['2026-10-01T00:00:00Z', 'missing'],
      ['2026-10-02T00:00:00Z', 'missing'],
    ]);
    const table = await cli(['start', ...twoDays('plan'), '--dry-run']);
    expect(table.stdout).toMatch(/WINDOW \(UTC\) +STATE +WHY\n2026-10-01 +missing +\S/);
    expect(at.emulator.jobs()).toHaveLength(before);
  });

  it('with --previous --dry-run shows the windows that it comes to, also where the clocks change', async () => {
    const days = ['--previous', 'day', '--count', '2', '--time-zone', 'America/Chicago'];
    const asOf = ['--as-of', '2026-11-02T12:00:00Z', '--dataset', 'relative'];
    const run = await cli(['start', ...days, ...asOf, '--dry-run', '--output', 'json']);
    expect(run.code, run.stderr).toBe(0);
    const { windows } = JSON.parse(run.stdout) as ExtractPlan;
    expect(windows.map(({ startAt, endAt }) => [startAt, endAt])).toEqual([
      ['2026-10-31T05:00:00Z', '2026-11-01T04:59:59Z'],
      ['2026-11-01T05:00:00Z', '2026-11-02T05:59:59Z'],
    ]);
  });

  it('with --previous names a fault by its flag, before it connects to anything', async () => {
    const flags = ['--previous', 'dya', '--count', '0', '--time-zone', 'Chicago'];
    const run = await cli(['start', ...flags]);
    expect(run.code).not.toBe(0);
    expect(run.stderr).toMatch(/--previous: .*"day"/);
    expect(run.stderr).toMatch(/--count: .*1 to 1000/);
    expect(run.stderr).toMatch(/--time-zone: .*"America\/Chicago"/);
  });

  it('with --previous exports what the id of the run names', async () => {
    const flags = ['--previous', 'day', '--dataset', 'yesterday', '--wait', '--output', 'json'];
    const run = await command(['start', ...flags, '--as-of', '2026-10-13T00:00:00Z']);
    expect(run.code, run.stderr).toBe(0);
    const { workflowId, windows } = JSON.parse(run.stdout) as OutcomeObject;
    expect(windows.map(({ startAt }) => startAt)).toEqual(['2026-10-12T00:00:00Z']);
    expect(workflowId).toContain('/yesterday/20261012T000000Z_20261012T235959Z/');
  });

  it('without a worker starts all the same and says which command starts one', async () => {
    const taskQueue = randomTaskQueue('nobody');
    const run = await cli(['start', ...twoDays('lonely'), '--task-queue', taskQueue]);
    expect(run.code).toBe(0);
    expect(run.stderr).toContain(`No worker takes work from task queue "${taskQueue}"`);
    expect(run.stderr).toContain('Start one: marketo-extract worker');
    const [, workflowId = ''] = /Started: (\S+)/.exec(run.stdout) ?? [];
    await at.client.workflow.getHandle(workflowId).terminate();
  });

  it('of a window that Marketo fails exits 1 with the request that fills it', async () => {
    at.emulator.setEnvironment(HELD);
    const args = ['start', ...twoDays('broken'), '--wait', '--output', 'json'];
    const running = command(args);
    const jobs = await twoQueuedJobs();
    await at.emulator.setJobState(jobs[0]!.exportId, 'Failed', 'out of luck');
    at.emulator.setEnvironment(FREE);
    const { code, stdout, stderr } = await running;
    expect(code, stderr).toBe(1);
    const outcome = JSON.parse(stdout) as OutcomeObject;
    expect(outcome.status).toBe('failed');
    expect(outcome.windows).toHaveLength(1);
    expect(outcome.failed).toHaveLength(1);
    expect(outcome.failed?.[0]?.type).toBe('JobFailed');
    expect(outcome.failed?.[0]?.request).toHaveProperty('filter.createdAt.startAt');
  });
});

describe('a running extraction', () => {
  it('is shown by status, survives Ctrl-C of its watcher and is cancelled at Marketo by cancel', async () => {
    const workflowId = await startHeld('running');

    const status = await cli(['status', workflowId, '--output', 'json']);
    expect(status.code, status.stderr).toBe(0);
    expect(JSON.parse(status.stdout)).toMatchObject({
      workflowId,
      status: 'running',
      phase: 'exporting',
      workerSeen: true,
      windows: [{ phase: 'running' }, { phase: 'running' }],
      inFlight: [{ phase: 'queued' }, { phase: 'queued' }],
    });
    const text = await cli(['status', workflowId]);
    expect(text.stdout).toContain('2026-10-01  queued at Marketo');

    const watcher = spawnCli(['watch', workflowId], { env, cwd: folder });
    await watcher.waitForLine((line) => line.includes('queued at Marketo'));
    expect((await watcher.kill('SIGINT')).code).toBe(130);
    expect(watcher.stderr()).toContain('The extraction goes on without you.');
    expect(watcher.stderr()).toContain(`marketo-extract cancel ${workflowId} --wait`);

    expect((await cli(['poll-now', workflowId])).code).toBe(0);

    const paused = await cli(['pause', workflowId, '--reason', 'month end', '--output', 'json']);
    expect(JSON.parse(paused.stdout)).toEqual({ version: 1, workflowId, status: 'pauseRequested' });
    await eventually('status tells of the pause', async () => {
      const { stdout } = await cli(['status', workflowId]);
      return /^No windows are started: paused since .* \(month end\)$/m.test(stdout) || undefined;
    });
    expect((await cli(['resume', workflowId])).stdout).toContain('to go on');
    const adjusted = await cli(['adjust', workflowId, '--concurrency', '5', '--output', 'json']);
    expect(JSON.parse(adjusted.stdout)).toMatchObject({ status: 'adjusted', concurrency: 5 });
    const resumed = JSON.parse((await cli(['status', workflowId, '-o', 'json'])).stdout) as object;
    expect(resumed).toMatchObject({ concurrency: 5 });
    expect(resumed).not.toHaveProperty('paused');
    expect((await cli(['adjust', workflowId, '--concurrency', '11'])).code).toBe(2);

    const cancelled = await command(['cancel', workflowId, '--wait', '--output', 'json']);
    expect(cancelled.code, cancelled.stderr).toBe(3);
    const outcome = JSON.parse(cancelled.stdout) as OutcomeObject;
    expect(outcome.status).toBe('cancelled');
    expect(outcome.cancellation?.map((window) => window.outcome)).toEqual([
      'cancelled',
      'cancelled',
    ]);
    const states = new Map(at.emulator.jobs().map(({ exportId, state }) => [exportId, state]));
    for (const { exportId } of outcome.cancellation ?? []) {
      expect(states.get(exportId ?? '')).toBe('Cancelled');
    }
    const after = await cli(['status', workflowId]);
    expect(after.stdout).toMatch(
      /^Cancelled\.\n {2}2026-10-01 {2}its job was cancelled at Marketo/,
    );
    expect((await command(['watch', workflowId])).code).toBe(3);
  });
});

describe('what cannot be done', () => {
  it('refuses a bad request with every fault and exit code 2, without asking Temporal', async () => {
    const file = join(folder, 'bad.json');
    await writeFile(
      file,
      '{"filter":{"createdAt":{"startAt":"2026-10-01"}},"format":"XML","typo":1}',
    );
    const run = await cli(['start', '--file', file], NOWHERE);
    expect(run.code).toBe(2);
    for (const path of ['filter.createdAt.startAt', 'filter.createdAt.endAt', 'format', 'typo']) {
      expect(run.stderr).toContain(`- ${path}: `);
    }
    expect(run.stdout).toBe('');
  });

  it('exits 4 when Temporal does not answer, naming the address and how to get a server', async () => {
    const run = await cli(['status', 'any'], NOWHERE);
    expect(run.code).toBe(4);
    expect(run.stderr).toContain('Temporal does not answer at 127.0.0.1:1');
    expect(run.stderr).toContain('For a server on this machine: marketo-extract temporal');
  });

  it.each([
    'status',
    'watch --quiet',
    'cancel',
    'poll-now',
    'pause',
    'resume',
    'adjust --concurrency 2',
  ])('says of an unknown workflow id that there is none: %s', async (words) => {
    const run = await cli([...words.split(' '), 'never-started']);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^.*There is no such extraction.* status tells how one ended\.$/m);
  });
});
