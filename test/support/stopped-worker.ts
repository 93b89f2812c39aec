/** A worker process that stops itself at a step, see `stop-at.ts`. Kill it: it is not the installation's. */
import type { Installation } from './extraction.ts';
import { spawnWorker, type SpawnedWorker } from './spawn-worker.ts';
import { eventually } from './eventually.ts';

export interface StopAt {
  readonly step: 'before link' | 'after link' | 'before rename' | 'before request';
  /** Part of the path, or of `POST /bulk/…`. */
  readonly of: string;
}

export function startStoppingWorker(
  at: Installation,
  stops: readonly StopAt[],
  env: Readonly<Record<string, string>> = {},
): Promise<SpawnedWorker> {
  return spawnWorker({
    entry: 'test/support/stop-at.ts',
    env: { ...at.env, ...env, STOP_AT: JSON.stringify(stops) },
  });
}

const seen = new WeakMap<SpawnedWorker, Map<string, number>>();

/** Once more than it was seen stopping there before. */
export async function hasStopped(worker: SpawnedWorker, { step, of }: StopAt): Promise<void> {
  const line = `stopping ${step} ${of}\n`;
  const before = seen.get(worker)?.get(line) ?? 0;
  const count = await eventually(`it stops ${step} ${of}`, () => {
    const lines = worker.output().split(line).length - 1;
    return lines > before ? lines : undefined;
  });
  seen.set(worker, (seen.get(worker) ?? new Map<string, number>()).set(line, count));
}
