/**
 * P2, by the emulator's own log: no job is bought for a time while an earlier one can still deliver it, but for one that a
 * refresh asks for anew.
 */
import type { LoggedCall } from '../../../src/emulator/call-log.ts';
import type { JobDescription } from '../../../src/emulator/jobs/describe-job.ts';
import type { Evidence, Period, Refresh } from '../evidence.ts';
import type { Breach } from './breach.ts';

interface Purchase {
  readonly job: JobDescription;
  /** The accepted enqueue. */
  readonly call: LoggedCall;
}

export function checkPaidOnce({
  datasets,
  jobs,
  log,
  refreshes,
}: Pick<Evidence, 'datasets' | 'jobs' | 'log' | 'refreshes'>): Breach[] {
  const bought = purchases(jobs, log);
  const goneAt = firstSeenGone(log);
  const breaches = bought.flatMap(({ job }) => outside(datasets, job));
  for (const [index, later] of bought.entries()) {
    for (const earlier of bought.slice(0, index)) {
      if (!overlap(earlier.job, later.job)) continue;
      const state = deliverable(earlier.job, later, goneAt);
      if (state === undefined) continue;
      if (state === 'Completed' && askedAnew(earlier.job, later.job, datasets, refreshes)) continue;
      const [first, second] = [earlier.job, later.job].map(inWords);
      breaches.push({ promise: 'P2', what: `${second} was bought while ${first} was ${state}` });
    }
  }
  return breaches;
}

export function purchases(jobs: readonly JobDescription[], log: readonly LoggedCall[]): Purchase[] {
  const byId = new Map(jobs.map((job) => [job.exportId, job]));
  return log.flatMap((call) => {
    const job = byId.get(call.exportId ?? '');
    const bought = call.operation === 'enqueue' && call.accepted && job !== undefined;
    return bought ? [{ job, call }] : [];
  });
}

/** Number of the first call at which Marketo itself, and no fault, said that it does not know the job. */
export function firstSeenGone(log: readonly LoggedCall[]): ReadonlyMap<string, number> {
  const gone = new Map<string, number>();
  for (const { exportId, errorCode, faults, number } of log) {
    if (exportId === null || errorCode !== '610' || faults.includes('errorCode')) continue;
    if (!gone.has(exportId)) gone.set(exportId, number);
  }
  return gone;
}

/** The state in which it could still deliver at the moment of the purchase; undefined when it could not. */
function deliverable(
  { exportId, state, history }: JobDescription,
  later: Purchase,
  goneAt: ReadonlyMap<string, number>,
): string | undefined {
  if ((goneAt.get(exportId) ?? Infinity) < later.call.number) return undefined;
  if (state !== 'Failed' && state !== 'Cancelled') return state;
  const endedAt = history.at(-1)?.at ?? '';
  return endedAt <= queuedAt(later.job) ? undefined : `${state} only later, at ${endedAt}`;
}

/** A refresh replaces jobs created before its instant, each by one that is created after it. */
function askedAnew(
  earlier: JobDescription,
  later: JobDescription,
  datasets: readonly Period[],
  refreshes: readonly Refresh[],
): boolean {
  const dataset = datasets.find((period) => within(period, later))?.name;
  return refreshes.some(
    ({ dataset: refreshed, before }) =>
      refreshed === dataset && createdAt(earlier) < before && before <= createdAt(later),
  );
}

export function createdAt({ history }: JobDescription): string {
  return history[0]?.at ?? '';
}

function within({ startMs, endMs }: Period, { startAt, endAt }: JobDescription): boolean {
  return startMs <= Date.parse(startAt) && Date.parse(endAt) <= endMs;
}

function queuedAt({ history }: JobDescription): string {
  return history.find(({ state }) => state === 'Queued')?.at ?? '';
}

/** Instants of the same form compare as texts. */
function overlap(a: JobDescription, b: JobDescription): boolean {
  return (
    Date.parse(a.startAt) <= Date.parse(b.endAt) && Date.parse(b.startAt) <= Date.parse(a.endAt)
  );
}

function outside(datasets: readonly Period[], job: JobDescription): Breach[] {
  return datasets.some((period) => within(period, job))
    ? []
    : [{ promise: 'P2', what: `${inWords(job)} was bought, and nobody asked for it` }];
}

function inWords({ exportId, startAt, endAt }: JobDescription): string {
  return `job ${exportId} (${startAt}/${endAt})`;
}
