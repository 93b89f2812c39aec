/** Trouble that concerns everybody: killed workers, a server that is gone for a while, a busy subscription. */
import type { PlanOptions } from './plan-options.ts';
import { createRandom, type Random } from './random.ts';

export type Disturbance =
  | { readonly atMs: number; readonly do: 'kill'; readonly worker: number; readonly downMs: number }
  /** SIGTERM, as at every deployment. */
  | {
      readonly atMs: number;
      readonly do: 'drain';
      readonly worker: number;
      readonly downMs: number;
    }
  | { readonly atMs: number; readonly do: 'restartServer'; readonly downMs: number }
  /** The S3 server is killed: longer away than a call is repeated for. */
  | { readonly atMs: number; readonly do: 'restartStore'; readonly downMs: number }
  /** Other tools of the subscription fill the export queue. */
  | { readonly atMs: number; readonly do: 'fillQueue'; readonly forMs: number }
  | { readonly atMs: number; readonly do: 'expireTokens' }
  /** Somebody cancels a job in Marketo's own screens; which one, taken modulo those that are open. */
  | { readonly atMs: number; readonly do: 'cancelAtMarketo'; readonly pick: number };

export function planDisturbances(
  { seed, workers, store }: Pick<PlanOptions, 'seed' | 'workers' | 'store'>,
  lengthMs: number,
): Disturbance[] {
  const once = createRandom(seed, 'server');
  const kills = createRandom(seed, 'kills');
  const drains = createRandom(seed, 'drains');
  const others = createRandom(seed, 'subscription');
  return [
    restart(once, lengthMs),
    ...every(kills, { leastMs: 6_000, mostMs: 18_000 }, lengthMs).map((atMs) => ({
      atMs,
      do: 'kill' as const,
      worker: kills.between(0, workers - 1),
      downMs: kills.between(200, 4_000),
    })),
    ...every(drains, { leastMs: 10_000, mostMs: 50_000 }, lengthMs).map((atMs) => ({
      atMs,
      do: 'drain' as const,
      worker: drains.between(0, workers - 1),
      downMs: drains.between(200, 4_000),
    })),
    ...every(others, { leastMs: 20_000, mostMs: 70_000 }, lengthMs).map((atMs) =>
      ofTheSubscription(others, atMs),
    ),
    ...(store === 's3' ? storeRestarts(createRandom(seed, 'store'), lengthMs) : []),
  ];
}

/** Near the middle: runs are under way before it and after it. */
function restart(random: Random, lengthMs: number): Disturbance {
  const atMs = Math.floor(lengthMs * (0.4 + 0.2 * random.next()));
  return { atMs, do: 'restartServer', downMs: random.between(500, 4_000) };
}

function storeRestarts(random: Random, lengthMs: number): Disturbance[] {
  return every(random, { leastMs: 15_000, mostMs: 60_000 }, lengthMs).map((atMs) => ({
    atMs,
    do: 'restartStore',
    downMs: random.between(1_000, 10_000),
  }));
}

function ofTheSubscription(random: Random, atMs: number): Disturbance {
  const what = random.pick(['fillQueue', 'expireTokens', 'cancelAtMarketo'] as const);
  if (what === 'fillQueue') return { atMs, do: what, forMs: random.between(2_000, 8_000) };
  if (what === 'expireTokens') return { atMs, do: what };
  return { atMs, do: what, pick: random.between(0, 999) };
}

function every(
  random: Random,
  { leastMs, mostMs }: { leastMs: number; mostMs: number },
  lengthMs: number,
): number[] {
  const moments: number[] = [];
  let atMs = random.between(leastMs, mostMs);
  while (atMs < lengthMs) {
    moments.push(atMs);
    atMs += random.between(leastMs, mostMs);
  }
  return moments;
}
