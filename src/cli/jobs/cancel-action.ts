import { isTerminal } from '../../domain/job-state.ts';
import { MarketoError } from '../../marketo/errors.ts';
import type { ExportJob } from '../../marketo/types.ts';
import { commandLine, shellWord } from '../context.ts';
import type { CliContext } from '../context.ts';
import { EXIT, UsageError } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { type MarketoSession, withMarketo } from '../marketo-session.ts';
import { printResult } from '../output/print-result.ts';
import { findHolder } from './claim-holder.ts';
import { jobObject } from './job-object.ts';
import type { JobFlags } from './show-action.ts';

export interface CancelJobFlags extends JobFlags {
  readonly force?: boolean;
}

/** What `jobs cancel` does. */
export function cancelAction(
  context: CliContext,
  exportId: string,
  { instance, output, force }: CancelJobFlags,
): Promise<ExitCode> {
  return withMarketo(context, instance, async (session) => {
    if (force !== true) await refuseClaimed(context, instance, exportId);
    const job = await cancelled(session, exportId);
    const { io } = context;
    printResult(io, output, { instance, job: jobObject(job) }, () => outcomeText(job));
    return job.state === 'Cancelled' ? EXIT.done : EXIT.failed;
  });
}

/** A job cancelled behind its run's back makes the run fail: that is rarely what is wanted. */
async function refuseClaimed(
  { io }: CliContext,
  instance: string,
  exportId: string,
): Promise<void> {
  const holder = await findHolder(io, instance, exportId);
  if (holder.use === 'claimed') {
    throw new UsageError(
      `Export ${exportId} is claimed by the run ${holder.by} for ${holder.window}. Cancel the run, and its jobs with it: ` +
        `${commandLine(io, `cancel ${shellWord(holder.by)} --wait`)}. Or add --force: the run then fails with JobCancelledAtMarketo.`,
    );
  }
  if (holder.use === 'notKnown') {
    io.err(`Whether a run of ours has claimed the job is not known: ${holder.why}.\n`);
  }
}

/** What a job that cannot be cancelled any more answers is not documented: its status tells. */
async function cancelled(
  { marketo, signal }: MarketoSession,
  exportId: string,
): Promise<ExportJob> {
  try {
    return (await marketo.cancelExport(exportId, { signal })).value;
  } catch (error) {
    if (!(error instanceof MarketoError) || error.facts.retryAfterMs !== 'never') throw error;
    if (error.kind === 'badCredentials' || error.kind === 'accessDenied') throw error;
    const { value: job } = await marketo.exportStatus(exportId, { signal });
    if (!isTerminal(job.state)) throw error;
    return job;
  }
}

function outcomeText({ exportId, state, stateText, errorMsg }: ExportJob): string {
  switch (state) {
    case 'Cancelled':
      return `Export ${exportId} is cancelled.\n`;
    case 'Completed':
      return `Export ${exportId} had completed already; its quota is spent. Its file can be had with jobs fetch.\n`;
    case 'Failed':
      return `Export ${exportId} had failed already${errorMsg === undefined ? '' : `: ${errorMsg}`}.\n`;
    default:
      return `Export ${exportId} is ${stateText}; ask again with jobs show, Marketo refreshes it every 60 s.\n`;
  }
}
