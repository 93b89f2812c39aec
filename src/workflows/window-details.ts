/** What the Temporal UI shows of a window, for somebody who has never read the code. Pure. */
import { formatBytes, formatCount, formatPeriod } from '../domain/format.ts';
import { requestFacts, requestSummary } from '../interface/request-words.ts';
import type { WindowPhase, WindowStatus } from '../interface/status.ts';
import type { RunContext, WindowInput } from '../interface/steps.ts';
import { code, factList, paragraphs, plain } from '../domain/markdown.ts';

const PHASES: Record<WindowPhase, string> = {
  waiting: 'Not started yet',
  looking: 'Looking up what is there of this window',
  parked: 'Parked: a backfill leaves room for other work',
  creating: 'Creating the job at Marketo',
  claiming: 'Claiming the window, so that nobody pays for it twice',
  enqueueing: "Putting the job into Marketo's queue",
  queued: "The job is in Marketo's queue",
  processing: 'Marketo is working on the job',
  downloading: 'Downloading the file',
  verifying: 'Reading the file back and comparing it with what Marketo reported',
  publishing: 'Publishing the file',
  published: 'Published',
  halved: 'Given up for two halves, which the run exports instead',
  cancelling: 'Cancelling the job at Marketo',
  cancelled: 'Cancelled',
  failed: 'Failed',
};

/** In lists of workflows. */
export function windowSummary({ run, window }: WindowInput): string {
  return requestSummary({ ...run.request, period: window });
}

/** Why this workflow is there, from its start on. */
export function windowPurpose({ owner }: WindowInput): string {
  return paragraphs(
    `One window of the extraction ${code(owner.workflowId)}: one job at Marketo, one file.`,
    'It was started by that run, and is started again by it only. Where it stands is told under current details.',
  );
}

export function windowDetails(status: WindowStatus, run: RunContext): string {
  const { phase, waitingFor } = status;
  return paragraphs(
    `**${PHASES[phase]}**`,
    factList([
      ['Window', formatPeriod(status.startAt, status.endAt)],
      ['Dataset', `${code(run.request.dataset)} of instance ${code(run.request.instance)}`],
      ...jobFacts(status),
      ['Waiting for', waitingFor === undefined ? undefined : plain(waitingFor)],
      ['Next look', status.nextTryAt],
      ['Note', status.note === undefined ? undefined : plain(status.note)],
      ...requestFacts(run.request, run.activityTypeNames).map(
        ([name, words]) => [name, plain(words)] as const,
      ),
    ]),
    whatNext(phase, waitingFor !== undefined),
  );
}

function jobFacts(status: WindowStatus): (readonly [string, string | undefined])[] {
  const { exportId, own, jobState, records, bytes } = status;
  const whose = own === false ? ' (of another run)' : '';
  return [
    ['Export id', exportId === undefined ? undefined : `${code(exportId)}${whose}`],
    ['State at Marketo', jobState === undefined ? undefined : plain(jobState)],
    ['Records', records === undefined ? undefined : formatCount(records)],
    ['Size', bytes === undefined ? undefined : formatBytes(bytes)],
  ];
}

const AGAIN =
  'Start the same request again: it exports what is missing, and pays for nothing a second time.';

function whatNext(phase: WindowPhase, waiting: boolean): string {
  switch (phase) {
    case 'failed':
    case 'cancelled':
      return `What to do: ${AGAIN}`;
    case 'published':
    case 'halved':
    case 'cancelling':
      return '';
    default:
      return waiting
        ? 'What you can do: send the signal `pollNow` to ask at once. To stop, request cancellation of the run that started this window; the job is cancelled at Marketo too.'
        : '';
  }
}
