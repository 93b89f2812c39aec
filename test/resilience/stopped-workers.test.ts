import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EXTRACT_ACTIVITIES } from '../../src/interface/names.ts';
import type { ExtractResult } from '../../src/interface/result.ts';
import type { extractActivities } from '../../src/workflows/index.ts';
import { eventually } from '../support/eventually.ts';
import { startInProcessWorker } from '../support/in-process-worker.ts';
import { letGo, type PaidCase, PHASES, reach, usePaidOnce } from '../support/paid-once.ts';
import type { SpawnedWorker } from '../support/spawn-worker.ts';
import { hasStopped, startStoppingWorker, type StopAt } from '../support/stopped-worker.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { temporalAddress } from '../support/temporal-server.ts';

const ATTEMPT_ENDED = /^Activity (completed|failed|cancelled)/;

/** A stopped process that wakes up goes on in the middle of a step that another has done meanwhile. */
describe('a worker that was stopped for longer than the heartbeat time-out does no harm when it wakes up,', () => {
  const paid = usePaidOnce({ worker: false, env: { EXTRACT_HEARTBEAT_TIMEOUT: '1s' } });
  // By the days of each test, which tell its files apart; the calls come in the order of the tests.
  const stops = {
    claim: { step: 'before link', of: '.claims/20250101' },
    claimOfOther: { step: 'before link', of: '.claims/20250103' },
    claimed: { step: 'after link', of: '.claims/20250105' },
    enqueue: { step: 'before request', of: '/enqueue.json' },
    enqueueOfOther: { step: 'before request', of: '/enqueue.json' },
    publish: { step: 'before rename', of: '20250111T000000Z_20250111T235959Z/' },
    manifest: { step: 'before link', of: '20250113T000000Z_20250113T235959Z/.generations' },
  } as const satisfies Record<string, StopAt>;
  let proxy: TcpProxy;
  let sleeper: SpawnedWorker;
  beforeAll(async () => {
    proxy = await startTcpProxy(temporalAddress());
    sleeper = await startStoppingWorker(paid.at, Object.values(stops), {
      TEMPORAL_ADDRESS: proxy.address,
      EXTRACT_LOG_LEVEL: 'debug',
    });
  });
  afterEach(() => {
    process.kill(sleeper.pid, 'SIGCONT');
    proxy.restore();
  });
  afterAll(async () => {
    await sleeper.kill('SIGKILL');
    await proxy[Symbol.asyncDispose]();
  });

  it.each<{ moment: string; meanwhile: 'attempt' | 'run'; stop: StopAt }>([
    { moment: 'before it claims', meanwhile: 'attempt', stop: stops.claim },
    { moment: 'before it claims', meanwhile: 'run', stop: stops.claimOfOther },
    { moment: 'when it has claimed', meanwhile: 'attempt', stop: stops.claimed },
    { moment: 'before it enqueues', meanwhile: 'attempt', stop: stops.enqueue },
    { moment: 'before it enqueues', meanwhile: 'run', stop: stops.enqueueOfOther },
    { moment: 'before it puts the file in place', meanwhile: 'attempt', stop: stops.publish },
    { moment: 'before it puts the manifest in place', meanwhile: 'attempt', stop: stops.manifest },
  ])('$moment, and another $meanwhile has gone on', async ({ moment, meanwhile, stop }) => {
    const at = paid.newCase(`${moment} ${meanwhile}`);
    const { windows } = await pauseAndTakeOver(at, stop, meanwhile);
    expect(windows).toMatchObject([{ reused: false }]);
    await at.expectPaid([1]);
    // The first claim stands; another run that took the job over has added its own, of the same job.
    const claims = await claimsOf(at);
    expect(claims.map(({ exportId }) => exportId)).toEqual(claims.map(() => windows[0]!.exportId));
    expect(claims).toHaveLength(stop === stops.enqueueOfOther ? 2 : 1);
    expect(await stagingOf(at)).toEqual([]);
  });

  it('in the middle of a file that another is fetching the rest of', async () => {
    const at = paid.newCase('middle of the file');
    paid.at.emulator.addFaults({ on: 'file', do: { trickleBytesPerSecond: 60_000 } });
    const run = await start(at);
    await eventually('bytes flow', () => (at.bytesSent() > 30_000 ? true : undefined));
    process.kill(sleeper.pid, 'SIGSTOP');
    proxy.cut();
    await using _taker = await startTaker();
    const calls = () => fileCalls().length;
    await eventually('another goes on', () => (calls() === 2 ? true : undefined));
    await wokenUp();
    const { bytes } = await run.result();
    await at.expectPaid([1]);
    expect(fileCalls()[1]!.sentBytes).toBeLessThan(bytes - 10_000); // it began where the first had come to
    expect(await stagingOf(at)).toEqual([]);

    function fileCalls() {
      const [job] = at.paidJobs();
      const log = paid.at.emulator.log();
      return log.filter(
        ({ operation, exportId }) => operation === 'file' && exportId === job?.exportId,
      );
    }
  });

  /** The run is held at Marketo while the sleeper wakes up, so that both are alive at once. */
  async function pauseAndTakeOver(
    at: PaidCase,
    stop: StopAt,
    meanwhile: 'attempt' | 'run',
  ): Promise<ExtractResult> {
    const late = /rename|generations/.test(`${stop.step} ${stop.of}`);
    const first = await start(at);
    await hasStopped(sleeper, stop);
    proxy.cut(); // else the server would go on handing it steps, which would all have to time out
    if (meanwhile === 'run') await first.terminate('by a test');
    await using _taker = await startTaker();
    if (!late) PHASES.processing.arrange(paid, at);
    const run = meanwhile === 'run' ? await start(at) : first;
    if (late) await run.result();
    else await reach(paid, at, run.workflowId, PHASES.processing);
    await wokenUp();
    letGo(paid, at);
    return await run.result();
  }

  function startTaker() {
    return startInProcessWorker({ env: paid.at.env, address: temporalAddress() });
  }

  /** The SDK tells the end of every attempt, also of one that comes too late. */
  async function wokenUp(): Promise<void> {
    const ended = () => sleeper.logs().filter(({ msg }) => ATTEMPT_ENDED.test(String(msg))).length;
    const before = ended();
    process.kill(sleeper.pid, 'SIGCONT');
    await eventually('its attempt ends', () => (ended() > before ? true : undefined));
  }

  function start(at: PaidCase) {
    return paid.at.client.workflow.start<typeof extractActivities>(EXTRACT_ACTIVITIES, {
      taskQueue: paid.at.taskQueue,
      workflowId: `stopped-${at.dataset}-${crypto.randomUUID()}`,
      args: [at.request()],
      workflowExecutionTimeout: '110s',
      workflowTaskTimeout: '1s', // a task handed to a stopped worker is lost for so long
    });
  }

  async function claimsOf({ dataset }: PaidCase): Promise<{ exportId: string }[]> {
    const claims = join(paid.at.folder, 'default', dataset, '.claims');
    const names = (await readdir(claims, { recursive: true })).filter((name) =>
      name.endsWith('.json'),
    );
    const texts = await Promise.all(names.map((name) => readFile(join(claims, name), 'utf8')));
    return texts.map((text) => JSON.parse(text) as { exportId: string });
  }

  function stagingOf({ dataset }: PaidCase): Promise<string[]> {
    return readdir(join(paid.at.folder, 'default', dataset, '.staging'));
  }
});
