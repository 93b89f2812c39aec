import { expect, it } from 'vitest';
import type { ExportJob, MarketoClient } from '../../../src/marketo/types.ts';
import { sampleUsage } from '../../../src/observability/usage-sampler.ts';
import { recordedMetrics } from './recorded.ts';

type Client = Pick<MarketoClient, 'listExports' | 'serverTimeMs'>;

const NOW = Date.parse('2026-11-20T12:00:00Z');
const JOBS: ExportJob[] = [
  {
    exportId: 'a',
    state: 'Completed',
    stateText: '',
    finishedAt: '2026-11-20T11:00:00Z',
    fileSize: 70,
  },
  { exportId: 'b', state: 'Processing', stateText: '' },
];
const working: Client = {
  serverTimeMs: () => Promise.resolve(NOW),
  async *listExports() {
    yield* await Promise.resolve(JOBS);
  },
};

it('quota and queue of every instance are read, also after one that does not answer', async () => {
  const metrics = recordedMetrics();
  const stop = new AbortController();
  const broken: Client = {
    ...working,
    serverTimeMs: () => Promise.reject(new Error('no answer')),
  };
  const failed: string[] = [];
  const last: Client = {
    ...working,
    async *listExports() {
      yield* await Promise.resolve(JOBS);
      stop.abort(); // the reading itself is made to its end
    },
  };
  await sampleUsage(
    {
      clients: new Map([
        ['apac', broken],
        ['emea', last],
      ]),
      metrics,
      quotaBytes: 500,
      intervalMs: 86_400_000,
      onFailure: (instance, error) => failed.push(`${instance}: ${(error as Error).message}`),
    },
    stop.signal,
  );
  expect(failed).toEqual(['apac: no answer']);
  const shown = metrics.told.map(({ key, value, labels }) => [
    key,
    labels['marketo_instance'],
    value,
  ]);
  expect(shown).toEqual([
    ['quotaBytes', 'apac', 500],
    ['quotaBytes', 'emea', 500],
    ['quotaUsedBytes', 'emea', 70],
    ['queuePlacesTaken', 'emea', 1],
    ['usageReadAt', 'emea', expect.closeTo(Date.now() / 1_000, -2)],
  ]);
});
