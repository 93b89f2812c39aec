/** Between two looks at a job. */
import type { ExportJob } from '../marketo/types.ts';
import type { WindowRun } from './window-run.ts';
import type { JobClaim, StateOf, WindowState } from './window-state.ts';

/** After the first hour a job is not likely to be done within the next minute. */
const LATE_AFTER_MS = 3_600_000;

export async function waitForJob(
  run: WindowRun,
  state: StateOf<'poll'>,
  job: ExportJob,
  note?: string,
): Promise<WindowState> {
  const { claim, poll } = state;
  const late = Date.now() - poll.sinceMs >= LATE_AFTER_MS;
  const { pollIntervalMs, latePollIntervalMs } = run.policy;
  const waitMs = late ? Math.max(pollIntervalMs, latePollIntervalMs) : pollIntervalMs;
  const what = claim.own
    ? `job is ${job.stateText}`
    : `another run (${claim.ownerWorkflowId ?? 'unknown'}) is exporting this window as job ${claim.exportId}; waiting for its file`;
  await run.wait(waitMs, what, {
    phase: job.state === 'Processing' || job.state === 'Completed' ? 'processing' : 'queued',
    jobState: job.stateText,
    ...noteOf(claim, note),
  });
  return afterWait(state);
}

function noteOf({ own, adopted, ownerWorkflowId }: JobClaim, note?: string): { note?: string } {
  if (note !== undefined) return { note };
  if (!own || !adopted) return {};
  const maker = ownerWorkflowId === undefined ? 'an earlier run' : `the run ${ownerWorkflowId}`;
  return { note: `job taken over from ${maker}` };
}

/** A follower asks the ledger first: the owner may have published, released or closed. */
export function afterWait(state: StateOf<'poll'>): WindowState {
  const { budget, claim, poll } = state;
  return claim.own ? state : { phase: 'look', budget, known: { claim, poll } };
}
