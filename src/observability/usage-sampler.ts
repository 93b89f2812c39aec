/** Reads quota and queue of every instance from time to time, so that they can be looked at when no extraction runs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { readExportUsage } from '../marketo/read-export-usage.ts';
import type { MarketoClient } from '../marketo/types.ts';
import type { Metrics } from './metrics.ts';

export interface UsageSampling {
  readonly clients: ReadonlyMap<string, Pick<MarketoClient, 'listExports' | 'serverTimeMs'>>;
  readonly metrics: Metrics;
  readonly quotaBytes: number;
  readonly intervalMs: number;
  /** Told of a reading that failed; the next one is made all the same. */
  readonly onFailure: (instance: string, error: unknown) => void;
}

/** The first reading begins at once. Resolves when `signal` has aborted; rejects never. */
export async function sampleUsage(sampling: UsageSampling, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await readAll(sampling, signal);
    await sleep(sampling.intervalMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

async function readAll(sampling: UsageSampling, signal: AbortSignal): Promise<void> {
  const { clients, metrics, quotaBytes, onFailure } = sampling;
  for (const [instance, marketo] of clients) {
    const of = { marketo_instance: instance };
    metrics.set('quotaBytes', quotaBytes, of);
    try {
      const { usage } = await readExportUsage(marketo, { signal });
      metrics.set('quotaUsedBytes', usage.bytes, of);
      metrics.set('queuePlacesTaken', usage.placesTaken, of);
      metrics.set('usageReadAt', Date.now() / 1_000, of);
    } catch (error) {
      if (!signal.aborted) onFailure(instance, error);
    }
  }
}
