/** P4: when a cancelled run has closed, no job that it owned is queued or running any more. */
import type { JobDescription } from '../../../src/emulator/jobs/describe-job.ts';
import type { ClaimFacts, ClosedRun, Evidence } from '../evidence.ts';
import type { Breach } from './breach.ts';
import { firstSeenGone } from './paid-once.ts';

/** The emulator's histories are cut to its seconds, of which there are many in one of ours. */
const SLACK_MS = 2_000;

/** `emulatorMs`: what the emulator's clock showed at a moment of the wall clock. */
export function checkAbandoned(
  { runs, claims, jobs, log }: Pick<Evidence, 'runs' | 'claims' | 'jobs' | 'log'>,
  emulatorMs: (wallMs: number) => number,
): Breach[] {
  const byId = new Map(jobs.map((job) => [job.exportId, job]));
  const gone = firstSeenGone(log);
  return runs
    .filter(({ type, status }) => type === 'extractActivities' && status === 'CANCELLED')
    .flatMap((run) =>
      ownedAtItsEnd(run, claims)
        .filter((exportId) => !gone.has(exportId) && !saidNotCancelled(run, exportId))
        .flatMap((exportId) => byId.get(exportId) ?? [])
        .filter((job) => isOpen(job, emulatorMs(run.closedMs) + SLACK_MS))
        .map(({ exportId, startAt }) => ({
          promise: 'P4',
          what: `${run.workflowId} was cancelled, and its job ${exportId} (${startAt}) went on`,
        })),
    );
}

/** Jobs that the run had claimed, and that nobody had taken over, when it closed. */
function ownedAtItsEnd(run: ClosedRun, claims: readonly ClaimFacts[]): string[] {
  const before = claims.filter(({ atMs }) => atMs <= run.closedMs);
  return before
    .filter(
      ({ series, generation }) =>
        !before.some((other) => other.series === series && other.generation > generation),
    )
    .filter(
      ({ owner }) => owner.workflowId === run.workflowId && owner.firstRunId === run.firstRunId,
    )
    .flatMap(({ exportId }) => exportId ?? []);
}

/** Marketo would not, and the run says so: somebody can act upon it. */
function saidNotCancelled({ cancellation }: ClosedRun, exportId: string): boolean {
  return cancellation.some((said) => said.exportId === exportId && said.outcome === 'notCancelled');
}

function isOpen({ history }: JobDescription, atMs: number): boolean {
  const state = history.filter(({ at }) => Date.parse(at) <= atMs).at(-1)?.state;
  return state === 'Queued' || state === 'Processing';
}
