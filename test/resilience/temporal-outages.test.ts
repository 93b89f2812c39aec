import { describe, expect, inject, it } from 'vitest';
import { startDevServer } from '../../src/temporal-cli/dev-server.ts';
import { freePort } from '../../src/temporal-cli/free-port.ts';
import { eventually } from '../support/eventually.ts';
import { install, type Installation } from '../support/extraction.ts';
import { startLastingServer } from '../support/lasting-server.ts';
import { publishedWindows } from '../support/published.ts';
import { requestFor, startExtract } from '../support/requests.ts';
import { spawnEntry } from '../support/spawn-entry.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { connectTemporal, temporalAddress } from '../support/temporal-server.ts';
import { windowWhere } from '../support/windows.ts';

const HALF = 50_000;
const DAY = requestFor('2026-10-01', '2026-10-01');

describe('a Temporal server that is killed and started again on its database', () => {
  it.each([
    {
      when: 'while a job is polled',
      arrange: ({ emulator }: Installation) =>
        emulator.setEnvironment({ hold: { processing: true } }),
      reached: (at: Installation, id: string) =>
        windowWhere(at.client, id, 'processing', ({ jobState }) => jobState === 'Processing'),
    },
    {
      when: 'in the middle of a download',
      arrange: ({ emulator }: Installation) =>
        emulator.addFaults({ on: 'file', do: { trickleBytesPerSecond: 8_000 } }),
      reached: (at: Installation) =>
        eventually('some of it is here', () => bytesSent(at) > 10_000 || undefined),
    },
  ])('$when: the run goes on and pays nothing again', async ({ arrange, reached }) => {
    await using server = await startLastingServer();
    await using at = await install({ workers: 1, address: server.address });
    arrange(at);
    const run = await startExtract(at, DAY);
    await reached(at, run.workflowId);
    await server.killAndRestart();
    at.emulator.setEnvironment({ hold: false });
    at.emulator.clearFaults();
    await using fresh = await reconnected(server.address);
    const result: unknown = await fresh.client.workflow.getHandle(run.workflowId).result();
    expect(result).toMatchObject({ windows: [{ reused: false }] });
    expectPaidOnce(at);
    expect(await publishedWindows(at.folder)).toHaveLength(1);
  });
});

it('Temporal out of reach for longer than a heartbeat time-out: the download goes on from its bytes', async () => {
  await using proxy = await startTcpProxy(temporalAddress());
  await using at = await install({ workers: 1, env: { TEMPORAL_ADDRESS: proxy.address } });
  at.emulator.addFaults({ on: 'file', times: 1, do: { stallAfterBytes: HALF } });
  const run = await startExtract(at, DAY);
  const { windowId } = await windowWhere(
    at.client,
    run.workflowId,
    'it downloads',
    ({ phase }) => phase === 'downloading',
  );
  await eventually('half of it is here', () => bytesSent(at) === HALF || undefined);
  proxy.cut();
  await eventually('the attempt is given up', async () => {
    const { raw } = await at.client.workflow.getHandle(windowId).describe();
    const attempt = raw.pendingActivities?.[0]?.attempt ?? 0;
    return attempt > 1 || undefined;
  });
  proxy.restore();
  const { windows } = await run.result();
  expect(windows).toMatchObject([{ reused: false }]);
  expect(bytesSent(at)).toBe(windows[0]!.bytes);
  expectPaidOnce(at);
});

it('a worker started before its Temporal server says so and begins once the server is there', async () => {
  await using at = await install({ workers: 0 });
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const worker = spawnEntry({
    entry: 'src/worker.ts',
    env: { ...at.env, TEMPORAL_ADDRESS: address },
  });
  try {
    await worker.waitForLine((line) => line.includes('Temporal is not reachable; trying again'));
    const server = await startDevServer({
      executable: inject('temporalExecutable'),
      ui: false,
      port,
    });
    try {
      await worker.waitForLine((line) => line.includes('worker started'));
      await using there = await reconnected(address);
      const run = await startExtract({ ...there, taskQueue: at.taskQueue }, DAY);
      expect(await run.result()).toMatchObject({ windows: [{ reused: false }] });
    } finally {
      await server.stop();
    }
  } finally {
    await worker.kill('SIGKILL');
  }
});

/** A client that was connected before the server was killed may give up while it is away. */
async function reconnected(address: string) {
  const client = await connectTemporal(address);
  return { client, [Symbol.asyncDispose]: () => client.connection.close() };
}

function bytesSent({ emulator }: Installation): number {
  return emulator
    .log()
    .reduce((sum, call) => sum + (call.operation === 'file' ? call.sentBytes : 0), 0);
}

function expectPaidOnce({ emulator }: Installation): void {
  const enqueues = emulator.acceptedEnqueues().map(({ acceptedEnqueues }) => acceptedEnqueues);
  expect(enqueues).toEqual([1]);
}
