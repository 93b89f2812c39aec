/** examples/node-service as a process of its own, in front of the real dev server, a worker and the emulator. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { joinExtract } from '../../src/index.ts';
import { install, type Installation } from '../support/extraction.ts';
import { fencedBlocks } from '../support/fenced-blocks.ts';
import { type SpawnedProcess, spawnEntry } from '../support/spawn-entry.ts';
import { temporalAddress } from '../support/temporal-server.ts';
import { windowWhere } from '../support/windows.ts';

const EXAMPLE = new URL('../../examples/node-service/', import.meta.url);

let at: Installation;
let service: SpawnedProcess;
let url: string;
beforeAll(async () => {
  at = await install();
  const env = {
    TEMPORAL_ADDRESS: temporalAddress(),
    EXTRACT_TASK_QUEUE: at.taskQueue,
    PORT: '0',
  };
  service = spawnEntry({ entry: 'examples/node-service/src/main.ts', env });
  const line = await service.waitForLine((text) => text.startsWith('Listening on '), 60_000);
  url = line.replace('Listening on ', '');
});
afterAll(async () => {
  const { code } = await service.kill('SIGTERM');
  await at[Symbol.asyncDispose]();
  expect(code).toBe(0);
});
afterEach(() => at.emulator.setEnvironment({ hold: false }));

const requestOf = (dataset: string) => ({
  filter: { createdAt: { startAt: '2026-10-01T00:00:00Z', endAt: '2026-10-02T23:59:59Z' } },
  dataset,
});

function post(body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/extracts`, { method: 'POST', body, headers });
}

interface Started {
  readonly id: string;
  readonly url: string;
  readonly events: string;
}

async function start(dataset: string): Promise<Started> {
  const response = await post(JSON.stringify(requestOf(dataset)));
  expect(response.status).toBe(202);
  return (await response.json()) as Started;
}

async function startHeld(dataset: string): Promise<Started> {
  at.emulator.setEnvironment({ hold: { processing: true } });
  const started = await start(dataset);
  const isProcessing = ({ jobState = '' }) => jobState === 'Processing';
  await windowWhere(at.client, started.id, 'its job is processed', isProcessing);
  return started;
}

interface ServerSentEvent {
  readonly event: string;
  readonly data: Record<string, unknown>;
}

async function* eventsOf(path: string, signal?: AbortSignal): AsyncGenerator<ServerSentEvent> {
  const { body } = await fetch(`${url}${path}`, signal && { signal });
  let text = '';
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
    const events = (text + chunk).split('\n\n');
    text = events.pop() ?? '';
    for (const lines of events) {
      const [, event = '', data = ''] = /^event: (.*)\ndata: (.*)$/m.exec(lines) ?? [];
      yield { event, data: JSON.parse(data) as Record<string, unknown> };
    }
  }
}

it('starts an extraction, streams its progress, and gives its result', async () => {
  const started = await start('service');
  const events: ServerSentEvent[] = [];
  for await (const event of eventsOf(started.events)) events.push(event);
  expect(events[0]).toMatchObject({ event: 'progress', data: { workflowId: started.id } });
  const outcome = { status: 'completed', result: { windows: [{ records: 800 }] } };
  expect(events.at(-1)).toMatchObject({ event: 'end', data: outcome });
  expect(events.filter(({ event }) => event === 'end')).toHaveLength(1);
  expect(await (await fetch(`${url}${started.url}`)).json()).toEqual(events.at(-1)?.data);
});

it('stops watching when its client has gone; the extraction goes on', async () => {
  const { id, events } = await startHeld('left');
  const client = new AbortController();
  const reading = (async () => {
    for await (const { data } of eventsOf(events, client.signal)) {
      expect(data).toMatchObject({ state: 'running' });
      client.abort();
    }
  })();
  await expect(reading).rejects.toThrow(/abort/);
  await service.waitForLine((line) => line === `Nobody listens any more to ${id}`);
  at.emulator.setEnvironment({ hold: false });
  expect(await (await joinExtract(at.client, id)).outcome()).toMatchObject({ status: 'completed' });
});

it('a cancel reaches Marketo', async () => {
  const { id, url: path, events } = await startHeld('cancelled');
  const cancel = () => fetch(`${url}${path}`, { method: 'DELETE' });
  const response = await cancel();
  expect([response.status, await response.json()]).toEqual([202, { id, cancelling: true }]);
  for await (const { event, data } of eventsOf(events)) {
    if (event !== 'end') continue;
    expect(data).toMatchObject({ status: 'cancelled', cancellation: [{ outcome: 'cancelled' }] });
  }
  expect(at.emulator.jobs().map(({ state }) => state)).toContain('Cancelled');
  expect((await cancel()).status).toBe(409);
});

it('the calls that its README shows start an extraction, stream it, and find it ended', async () => {
  const readme = await readFile(new URL('README.md', EXAMPLE), 'utf8');
  const calls = fencedBlocks(readme).find(({ language }) => language === 'sh')?.text ?? '';
  const [create = '', stream = '', remove = '', ...others] = calls.trim().split('\n');
  expect(others).toEqual([]);
  const started = JSON.parse(await shell(create)) as Started;
  const id = encodeURIComponent(started.id);
  const events = await shell(stream.replace(SHOWN_ID, id));
  expect(events).toMatch(/^event: end\ndata: .*"status":"completed"/m);
  const removed = JSON.parse(await shell(remove.replace(SHOWN_ID, id))) as unknown;
  expect(removed).toEqual({ id: started.id, cancelling: false });
});

/** As the README leaves it open. */
const SHOWN_ID = 'extract%2Fdefault%2F…';

async function shell(line: string): Promise<string> {
  expect(line).toContain('localhost:8090');
  const command = line.replace('localhost:8090', new URL(url).host);
  const { stdout } = await promisify(execFile)('sh', ['-c', command], { timeout: 60_000 });
  expect(stdout).not.toContain('…');
  return stdout;
}

describe('what cannot be done', () => {
  it.each([
    {
      body: '{"filter":{"createdAt":{}},"windowsize":"P1D"}',
      paths: ['windowsize', 'filter.createdAt.startAt', 'filter.createdAt.endAt'],
    },
    { body: 'filter=all', paths: [''] },
  ])('is a request like $body: 400, and every fault', async ({ body, paths }) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    const { faults } = (await response.json()) as { faults: { path: string }[] };
    expect(faults.map(({ path }) => path).sort()).toEqual([...paths].sort());
  });

  it('is a request of unreasonable size: 413', async () => {
    // The service hangs up on what it has not read: nobody else may be given that connection.
    const response = await post(`"${'x'.repeat(300_000)}"`, { connection: 'close' });
    expect(response.status).toBe(413);
  });

  it.each(['', '/events'])('is asking an id that there is not: 404 from …%s', async (path) => {
    const response = await fetch(`${url}/extracts/nobody${path}`);
    expect([response.status, await response.json()]).toMatchObject([
      404,
      { error: 'ExtractNotFoundError' },
    ]);
  });
});

it('imports nothing but its own files and what its package.json names', async () => {
  const { dependencies } = JSON.parse(await readFile(new URL('package.json', EXAMPLE), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const names = await readdir(new URL('src/', EXAMPLE));
  const sources = names.map((name) => readFile(new URL(`src/${name}`, EXAMPLE), 'utf8'));
  const imported = (await Promise.all(sources)).flatMap((source) =>
    [...source.matchAll(/from '([^']+)'/g)].map(([, from = '']) => from),
  );
  const foreign = imported.filter((from) => !/^(node:|\.\/[\w-]+\.ts$)/.test(from));
  const packages = foreign.map((from) => /^(@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? from);
  expect(packages.filter((name) => !(name in dependencies))).toEqual([]);
  expect(packages).toContain('marketo-activity-extract');
});
