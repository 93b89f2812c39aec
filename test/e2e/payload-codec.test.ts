/** examples/payload-codec at work: what Temporal keeps cannot be read, and whoever has the keys reads all of it. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { install, type Installation } from '../support/extraction.ts';
import { requestFor } from '../support/requests.ts';
import { runCli } from '../support/spawn-cli.ts';
import { spawnEntry } from '../support/spawn-entry.ts';
import { randomTaskQueue, temporalAddress } from '../support/temporal-server.ts';

const example = (name: string) =>
  fileURLToPath(new URL(`../../examples/payload-codec/${name}`, import.meta.url));
const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

const [older, newer] = [key('older'), key('newer')];
const withCodec = {
  EXTRACT_PAYLOAD_CODEC: example('codec.mjs'),
  PAYLOAD_KEYS: [newer, older].join(','),
};
const request = JSON.stringify(
  requestFor('2026-10-01', '2026-10-01', { fields: ['primaryAttributeValue', 'campaignId'] }),
);

let at: Installation;
let workflowId: string;
let history: string;

beforeAll(async () => {
  at = await install({ workers: 0 });
  await at.startWorker(withCodec);
  // Written with the older key, answered with the newer one.
  const run = await cli(
    ['start', '--file', '-', '--wait', '--output', 'json'],
    {
      ...withCodec,
      PAYLOAD_KEYS: [older, newer].join(','),
    },
    request,
  );
  expect(run, run.stderr).toMatchObject({ code: 0 });
  ({ workflowId } = JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '') as {
    workflowId: string;
  });
  history = readable(await at.client.workflow.getHandle(workflowId).fetchHistory());
});
afterAll(() => at[Symbol.asyncDispose]());

function cli(args: readonly string[], env: Readonly<Record<string, string>>, stdin = '') {
  const own = { EXTRACT_TASK_QUEUE: at.taskQueue, TEMPORAL_ADDRESS: temporalAddress() };
  return runCli(args, { env: { ...own, ...env }, stdin });
}

/** With the bytes of payloads, which this has as base64, as text. */
function readable(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /(?<=":")[A-Za-z0-9+/]{8,}={0,2}(?=")/g,
    (text) => `${text} ${Buffer.from(text, 'base64').toString('latin1')}`,
  );
}

describe('with the codec', () => {
  it('history has nothing of request, job and file', () => {
    expect(history).toContain('binary/encrypted');
    expect(history).not.toMatch(/createdAt|primaryAttributeValue|exportId|sha256/);
  });

  it('status and the dry run of a plan are read as ever', async () => {
    const status = await cli(['status', workflowId, '--output', 'json'], withCodec);
    expect(status.stdout).toMatch(/"exportId":"[\w-]+"/);
    const plan = await cli(['start', '--file', '-', '--dry-run'], withCodec, request);
    expect(plan, plan.stderr).toMatchObject({ code: 0 });
  });
});

describe('without the codec, or without the key', () => {
  it('a command says what is missing, instead of what it cannot read', async () => {
    const [bare, foreign] = await Promise.all([
      cli(['status', workflowId], {}),
      cli(['status', workflowId], { ...withCodec, PAYLOAD_KEYS: key('stranger') }),
    ]);
    expect(bare.stderr).toMatch(
      /encoding "binary\/encrypted", which need another codec.* EXTRACT_PAYLOAD_CODEC/s,
    );
    expect(foreign.stderr).toContain('PAYLOAD_KEYS has no key');
    expect([bare.code, foreign.code]).toEqual([2, 2]);
  });

  it('a worker refuses a request that it cannot decode: nothing hangs, nothing is paid', async () => {
    const taskQueue = randomTaskQueue();
    await at.startWorker({ EXTRACT_TASK_QUEUE: taskQueue });
    const jobs = at.emulator.jobs().length;
    const other = JSON.stringify(requestFor('2026-10-03', '2026-10-03'));
    const run = await cli(
      ['start', '--file', '-', '--wait'],
      { ...withCodec, EXTRACT_TASK_QUEUE: taskQueue },
      other,
    );
    expect(run.code).toBe(2);
    expect(run.stdout).toContain('Unknown encoding: binary/encrypted');
    expect(at.emulator.jobs()).toHaveLength(jobs);
  });

  it('a worker without the key holds a run up, and one with it goes on', async () => {
    const queue = { EXTRACT_TASK_QUEUE: randomTaskQueue() };
    const keyless = await at.startWorker({ ...withCodec, ...queue, PAYLOAD_KEYS: key('stranger') });
    const other = JSON.stringify(requestFor('2026-10-04', '2026-10-04'));
    const env = { ...withCodec, ...queue };
    const started = await cli(['start', '--file', '-', '--output', 'json'], env, other);
    const { workflowId: held } = JSON.parse(started.stdout) as { workflowId: string };
    await keyless.waitForLog((record) =>
      JSON.stringify(record).includes('PAYLOAD_KEYS has no key'),
    );
    await keyless.kill('SIGKILL');
    await at.startWorker(env);
    expect(await cli(['watch', held], env)).toMatchObject({ code: 0 });
  });

  it('a worker whose module fails does not start', async () => {
    const worker = spawnEntry({
      entry: 'src/worker.ts',
      env: { ...at.env, ...withCodec, PAYLOAD_KEYS: 'short:abc' },
    });
    expect(await worker.exited).toMatchObject({ code: 2 });
    expect(worker.stderr()).toMatch(/codec\.mjs cannot be loaded: PAYLOAD_KEYS wants/);
  });
});

it("the codec server decodes for Temporal's UI, and for no other origin", async () => {
  const server = spawn(process.execPath, [example('server.mjs')], {
    env: { PATH: process.env.PATH, PAYLOAD_KEYS: withCodec.PAYLOAD_KEYS, PORT: '0' },
  });
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  const url = /http:\S+/.exec(line.toString())?.[0] ?? '';
  const post = (path: string, payloads: unknown) =>
    fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify({ payloads }) });
  const text = Buffer.from('{"secret":1}').toString('base64');
  const plain = {
    metadata: { encoding: Buffer.from('json/plain').toString('base64') },
    data: text,
  };
  const encoded = (await (await post('/encode', [plain])).json()) as { payloads: unknown };
  expect(JSON.stringify(encoded)).not.toContain(text);
  const decoded = await post('/decode', encoded.payloads);
  expect(await decoded.json()).toEqual({ payloads: [plain] });
  expect(decoded.headers.get('access-control-allow-origin')).toBe('http://localhost:8233');
  expect(
    (await post('/decode', [{ metadata: { encoding: 'YmluYXJ5L2VuY3J5cHRlZA==' } }])).status,
  ).toBe(400);
  const closed = once(server, 'close');
  server.kill();
  await closed;
});
