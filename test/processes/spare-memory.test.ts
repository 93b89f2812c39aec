import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { spareMemory } from '../../src/worker/spare-memory.ts';

const MIB = 1024 * 1024;

describe('a worker process spares memory', () => {
  it('of the young generation of a thread that makes much garbage', async () => {
    spareMemory();
    expect(await youngGenerationOfAThread()).toBeLessThanOrEqual(8 * MIB);
  });

  it('of compiling the HTTP parser once more', async () => {
    expect(await compilersMemory('spareMemory()')).toBeLessThan(16 * MIB);
  });

  // Calls enough that what only comes later has come too. When this fails on every Node that the package is for, the flag can go.
  it('which V8 would do without a word from us', async () => {
    expect(await compilersMemory('')).toBeGreaterThan(16 * MIB);
  });
});

/** Bytes of a thread's new space, after objects that outlive some collections have made it as large as it may be. */
async function youngGenerationOfAThread(): Promise<number> {
  const code = `
    const { getHeapSpaceStatistics } = require('node:v8');
    const kept = [];
    for (let i = 0; i < 1_000_000; i += 1) kept[i % 100_000] = { text: [i] };
    const space = getHeapSpaceStatistics().find((one) => one.space_name === 'new_space');
    require('node:worker_threads').parentPort.postMessage(space.space_size);
  `;
  const thread = new Worker(code, { eval: true });
  const [bytes] = (await once(thread, 'message')) as [number];
  await thread.terminate();
  return bytes;
}

/**
 * The most that V8 ever had outside of its heap, in a process that makes 700 calls by undici after `first`. In one
 * thread: else the calls might be over before the compiler is.
 */
async function compilersMemory(first: string): Promise<number> {
  const module = new URL('../../src/worker/spare-memory.ts', import.meta.url).href;
  const code = `
    import { once } from 'node:events';
    import { createServer } from 'node:http';
    import { getHeapStatistics } from 'node:v8';
    import { Agent } from 'undici';
    import { spareMemory } from ${JSON.stringify(module)};
    ${first};
    const server = createServer((request, response) => response.end('{}')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const before = getHeapStatistics().peak_malloced_memory;
    const agent = new Agent();
    for (let call = 0; call < 700; call += 1) {
      const { body } = await agent.request({ origin: 'http://127.0.0.1:' + server.address().port, path: '/', method: 'GET' });
      await body.text();
    }
    process.stdout.write(String(getHeapStatistics().peak_malloced_memory - before));
    process.exit();
  `;
  const tsx = import.meta.resolve('tsx');
  const flags = ['--single-threaded', '--import', tsx, '--input-type=module'];
  const child = spawn(process.execPath, [...flags, '--eval', code], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return Number(await text(child.stdout));
}
