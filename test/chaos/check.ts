/** Holds a chaos run against the promises. */
import { checkAbandoned } from './check/abandoned.ts';
import { checkBytes } from './check/bytes.ts';
import type { Breach } from './check/breach.ts';
import { checkCalls } from './check/calls.ts';
import { checkCancels } from './check/cancels.ts';
import { checkDeaths } from './check/deaths.ts';
import { checkFailures } from './check/failures.ts';
import { checkPaidOnce } from './check/paid-once.ts';
import { checkPublished } from './check/published.ts';
import { checkRefreshed } from './check/refreshed.ts';
import { checkWorkerLogs, looksLikeToken } from './check/worker-logs.ts';
import { verifyStore } from './check/verify-store.ts';
import type { Evidence } from './evidence.ts';
import type { Fleet } from './fleet.ts';
import type { HealingReport } from './healing.ts';
import { CALLS_PER_20_SECONDS, CLIENT_ID, CLIENT_SECRET, CLOCK_SCALE } from './settings.ts';
import type { TroubleReport } from './trouble.ts';
import type { World } from './world.ts';

export interface Course {
  readonly trouble: TroubleReport;
  readonly healing: HealingReport;
  readonly evidence: Evidence;
}

export async function checkAll(world: World, course: Course): Promise<Breach[]> {
  const { trouble, healing, evidence } = course;
  return [
    ...checkPaidOnce(evidence),
    ...checkPublished(evidence),
    ...checkRefreshed(evidence),
    ...(await verifyStore(world.storage)),
    ...checkCancels(evidence),
    ...checkAbandoned(evidence, (wallMs) => (wallMs - offsetMs(world)) * CLOCK_SCALE),
    ...checkBytes(evidence, [...trouble.moments, ...world.storage.moments]),
    ...checkCalls(timed(world, evidence), livesOf(world.fleet), CALLS_PER_20_SECONDS),
    ...checkWorkerLogs(logsOf(world.fleet), [
      ...[CLIENT_ID, CLIENT_SECRET, await tokenOf(world)],
      ...world.storage.secrets,
    ]),
    ...checkFailures(evidence.runs),
    ...healing.hung.map((run) => ({ promise: 'end', what: `${run} did not come to its end` })),
    ...healing.unfinished.map((what) => ({ promise: 'end', what })),
    ...checkDeaths(endsOf(world.fleet), world.outages),
  ];
}

/** The wall clock at which the emulator's, running at its scale all the time, would have shown 1970. */
function offsetMs({ emulator }: World): number {
  return Date.now() - emulator.clock.read().nowMs / CLOCK_SCALE;
}

function timed(world: World, { log }: Evidence) {
  const offset = offsetMs(world);
  return log.map((call) => ({ ...call, atMs: Date.parse(call.at) / CLOCK_SCALE + offset }));
}

function livesOf({ lives }: Fleet) {
  return lives.map(({ fromMs, untilMs = Infinity }) => ({ fromMs, untilMs }));
}

function logsOf({ lives }: Fleet) {
  return lives.map(({ worker, process }, index) => ({
    worker: `worker ${worker} (process ${index + 1})`,
    text: `${process.stdout()}\n${process.stderr()}`,
  }));
}

function endsOf({ lives }: Fleet) {
  return lives.map(({ process, ...life }) => ({
    ...life,
    lastWords: process.stderr().trim().split('\n').at(-1) ?? '',
  }));
}

/** The token of the moment, and the proof that tokens that are gone would be recognized too. */
async function tokenOf({ emulator }: World): Promise<string> {
  const query = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
  });
  const answer = await fetch(`${emulator.url}/identity/oauth/token?${query.toString()}`);
  const { access_token: token } = (await answer.json()) as { access_token: string };
  if (!looksLikeToken(token)) throw new Error('the check of the logs does not know this token');
  return token;
}
