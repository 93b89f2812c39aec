import { describe, expect, it } from 'vitest';
import { startEmulator } from '../../../src/emulator/index.ts';
import { createMarketoClient } from '../../../src/marketo/client.ts';
import type { ObservedCall } from '../../../src/marketo/observe.ts';
import { callMetrics } from '../../../src/observability/observe-marketo.ts';
import { recordedMetrics } from './recorded.ts';

const call: ObservedCall = { endpoint: 'create', outcome: 'ok', durationMs: 250 };

describe('the labels of a call', () => {
  it.each<[string, Partial<ObservedCall>, string]>([
    ['none when it succeeded', {}, 'none'],
    ["Marketo's code", { outcome: 'rateLimited', code: '606', httpStatus: 200 }, '606'],
    ['the HTTP status without a code', { outcome: 'unavailable', httpStatus: 503 }, '503'],
    [
      'the HTTP status where the code is any text',
      { outcome: 'invalid', code: 'jane@example.com', httpStatus: 200 },
      '200',
    ],
    ['none where the code is too long to be one', { outcome: 'invalid', code: '1234567' }, 'none'],
    ['none where there was no answer', { outcome: 'connection' }, 'none'],
  ])('have as code %s', (_title, facts, code) => {
    const metrics = recordedMetrics();
    callMetrics(metrics, 'emea')({ ...call, ...facts });
    const { outcome = 'ok' } = facts;
    expect(metrics.told).toEqual([
      {
        key: 'apiCalls',
        value: 1,
        labels: { marketo_instance: 'emea', endpoint: 'create', outcome, code },
      },
      {
        key: 'apiCallSeconds',
        value: 0.25,
        labels: { marketo_instance: 'emea', endpoint: 'create' },
      },
    ]);
  });
});

describe('the observer of a Marketo client', () => {
  it('is told of every HTTP call: of a refused token, of its renewal, of a call that was aborted', async () => {
    const calls: string[] = [];
    await using world = await emulated(({ endpoint, outcome, code }) =>
      calls.push([endpoint, outcome, ...(code === undefined ? [] : [code])].join(' ')),
    );
    const { emulator, client } = world;
    emulator.addFaults({ on: 'list', times: 1, do: { errorCode: '602' } });
    for await (const _job of client.listExports({})) expect.unreachable();
    expect(calls).toEqual(['identity ok', 'list tokenRefused 602', 'identity ok', 'list ok']);

    calls.length = 0;
    emulator.addFaults({ on: 'types', times: 1, do: { delayMs: 60_000 } });
    const caller = new AbortController();
    const listing = client.activityTypes({ signal: caller.signal });
    await expect.poll(() => emulator.faults().at(-1)?.struck).toBe(1);
    caller.abort(new Error('not wanted any more'));
    await expect(listing).rejects.toThrow('not wanted any more');
    expect(calls).toEqual(['activityTypes aborted']);
  });
});

async function emulated(observer: (call: ObservedCall) => void) {
  const emulator = await startEmulator({ callsPerSpan: null });
  const { url: baseUrl, clientId, clientSecret } = emulator;
  const client = createMarketoClient({ baseUrl, clientId, clientSecret, observer });
  return {
    emulator,
    client,
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await emulator.close();
    },
  };
}
