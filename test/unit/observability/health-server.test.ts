import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Health,
  type HealthServer,
  startHealthServer,
} from '../../../src/observability/health-server.ts';

let health: Health;
let server: HealthServer;
beforeAll(async () => {
  server = await startHealthServer({ host: '127.0.0.1', port: 0 }, () => health);
});
afterAll(() => server.close());

const ask = (path: string, method = 'GET') =>
  fetch(`http://127.0.0.1:${server.address.port}${path}`, { method });

it.each([
  [true, 'RUNNING', 200, 'ready'],
  [false, 'CONNECTING', 503, 'notReady'],
  [false, 'DRAINING', 503, 'notReady'],
  [false, 'FAILED', 503, 'notReady'],
])('ready %s, %s: /ready answers %i, /live 200', async (ready, state, status, text) => {
  health = { ready, state, facts: { version: '1.2.3' } };
  const answer = await ask('/ready');
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(await answer.json()).toEqual({ status: text, state, version: '1.2.3' });
  expect((await ask('/live', 'HEAD')).status).toBe(200);
});

it.each([
  ['/', 'GET', 404],
  ['/ready', 'POST', 405],
])('%s by %s is refused with %i', async (path, method, status) => {
  expect((await ask(path, method)).status).toBe(status);
});

it('an address that somebody else listens on is refused', async () => {
  await expect(startHealthServer(server.address, () => health)).rejects.toThrow('EADDRINUSE');
});
