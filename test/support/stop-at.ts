/**
 * The worker as a process of a test that stops itself (SIGSTOP) right before or after a step, as a suspended
 * machine or a blocked event loop would, once for each entry of `STOP_AT`: JSON of `[{ "step", "of" }]`.
 */
import { subscribe } from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import type { StopAt } from './stopped-worker.ts';

const waiting = new Set(JSON.parse(process.env['STOP_AT'] ?? '[]') as StopAt[]);

function stopIf(step: StopAt['step'], text: string): void {
  for (const stop of waiting) {
    if (stop.step !== step || !text.includes(stop.of)) continue;
    waiting.delete(stop);
    writeSync(2, `stopping ${step} ${stop.of}\n`);
    process.kill(process.pid, 'SIGSTOP');
    return;
  }
}

const { link, rename } = fs;
Object.assign(fs, {
  link: async (existing: string, path: string) => {
    stopIf('before link', path);
    await link(existing, path);
    stopIf('after link', path);
  },
  rename: async (from: string, to: string) => {
    stopIf('before rename', to);
    await rename(from, to);
  },
});
syncBuiltinESMExports();
subscribe('undici:request:create', (message) => {
  const { request } = message as { request: { method: string; path: string } };
  stopIf('before request', `${request.method} ${request.path}`);
});

await import('../../src/worker.ts');
