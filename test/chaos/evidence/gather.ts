/** Reads the emulator, the storage and Temporal when everything has come to its end. */
import type { ClosedRun, Evidence, PublishedFile, Refresh } from '../evidence.ts';
import { periodOf } from '../plan-datasets.ts';
import type { Plan } from '../plan.ts';
import type { World } from '../world.ts';
import { readClaims } from './claims.ts';
import { readPublished } from './published.ts';
import { closedRuns } from './runs.ts';

export async function gatherEvidence(
  world: World,
  { datasets, requests }: Pick<Plan, 'datasets' | 'requests'>,
): Promise<Evidence> {
  const { emulator, storage } = world;
  const log = emulator.log();
  // The log keeps so many calls; a judgement on part of them would be none.
  if (log[0]?.number !== 1) throw new Error('the emulator has forgotten its first calls');
  const keys = await storage.list();
  const visible = keys.filter(isVisible).sort();
  const manifests = visible.filter((path) => path.endsWith('manifest.json'));
  const published: PublishedFile[] = [];
  for (const path of manifests) published.push(await readPublished(world, datasets, path));
  const runs = await closedRuns(world);
  return {
    datasets: datasets.map((dataset) => ({
      name: dataset.name,
      requests: requests.filter((request) => request.dataset === dataset.name).length,
      ...periodOf(dataset),
    })),
    log,
    jobs: emulator.jobs(),
    published,
    visible,
    runs,
    claims: await readClaims(storage, keys),
    refreshes: refreshesOf(runs, requests),
  };
}

/** Staging, claims and bookkeeping have hidden names. */
function isVisible(key: string): boolean {
  return !key.split('/').some((segment) => segment.startsWith('.'));
}

function refreshesOf(runs: readonly ClosedRun[], requests: Plan['requests']): Refresh[] {
  return runs.flatMap(({ workflowId, refreshBefore: before, status }) => {
    const request = requests.find((each) => each.workflowId === workflowId);
    if (before === undefined || request === undefined) return [];
    return [{ dataset: request.dataset, before, completed: status === 'COMPLETED' }];
  });
}
