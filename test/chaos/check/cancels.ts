/** P4: what a cancelled run says that came of its jobs is so, and in the end no job is left to run for nobody. */
import type { JobDescription } from '../../../src/emulator/jobs/describe-job.ts';
import type { CancelOutcome } from '../../../src/interface/result.ts';
import type { Evidence } from '../evidence.ts';
import type { Breach } from './breach.ts';
import { firstSeenGone, purchases } from './paid-once.ts';

export function checkCancels({
  runs,
  jobs,
  log,
}: Pick<Evidence, 'runs' | 'jobs' | 'log'>): Breach[] {
  const cancelReceived = new Set(
    log
      .filter(({ operation, accepted }) => operation === 'cancel' && accepted)
      .map(({ exportId }) => exportId),
  );
  const byId = new Map(jobs.map((job) => [job.exportId, job]));
  const breaches = runs
    .filter(({ type, status }) => type === 'extractActivities' && status === 'CANCELLED')
    .flatMap(({ workflowId, cancellation }) =>
      cancellation.flatMap((outcome) => {
        const job = byId.get(outcome.exportId ?? '');
        const lie = untrue(outcome, job, cancelReceived.has(outcome.exportId ?? ''));
        const what = `${workflowId} says ${JSON.stringify(outcome)}, but ${lie ?? ''}`;
        return lie === undefined ? [] : [{ promise: 'P4', what }];
      }),
    );
  return [...breaches, ...leftRunning({ jobs, log })];
}

/** What is so instead. */
function untrue(
  { outcome, exportId }: CancelOutcome,
  job: JobDescription | undefined,
  received: boolean,
): string | undefined {
  if (exportId === undefined) return undefined;
  if (job === undefined) return 'Marketo never had such a job';
  if (outcome === 'alreadyCompleted' && job.state !== 'Completed') return `it is ${job.state}`;
  if (outcome !== 'cancelled') return undefined;
  if (job.state !== 'Cancelled') return `it is ${job.state}`;
  return received ? undefined : 'Marketo received no cancel';
}

function leftRunning({ jobs, log }: Pick<Evidence, 'jobs' | 'log'>): Breach[] {
  const gone = firstSeenGone(log);
  return purchases(jobs, log)
    .filter(({ job }) => job.state === 'Queued' || job.state === 'Processing')
    .filter(({ job }) => !gone.has(job.exportId))
    .map(({ job }) => ({ promise: 'P4', what: `job ${job.exportId} was left ${job.state}` }));
}
