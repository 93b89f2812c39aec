import { formatInstant } from '../../domain/instant.ts';
import { parseJobState } from '../../domain/job-state.ts';
import type { JobState } from '../../domain/job-state.ts';
import { parseDurationMs } from '../../config/duration.ts';
import { quote } from '../../interface/fault.ts';
import { readInstant } from '../../interface/instant-text.ts';
import { didYouMean } from '../../interface/spelling.ts';
import type { ExportJob } from '../../marketo/types.ts';
import type { CliContext } from '../context.ts';
import { EXIT, UsageError } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { type MarketoSession, withMarketo } from '../marketo-session.ts';
import type { OutputOptions } from '../options.ts';
import { alignColumns } from '../output/columns.ts';
import { formatBytes, formatCount, formatPlural } from '../output/format.ts';
import { printResult } from '../output/print-result.ts';
import { jobObject, statusOf } from './job-object.ts';

export interface ListFlags extends OutputOptions {
  readonly instance: string;
  readonly status?: string;
  readonly since?: string;
}

/** What `jobs list` does. */
export function listAction(context: CliContext, flags: ListFlags): Promise<ExitCode> {
  const states = flags.status === undefined ? undefined : statesIn(flags.status);
  const since = flags.since === undefined ? undefined : readSince(flags.since);
  return withMarketo(context, flags.instance, async (session) => {
    const from = since === undefined ? '' : formatInstant(await sinceSeconds(since, session));
    const jobs: ExportJob[] = [];
    let seen = 0;
    // Chosen here: how Marketo spells a state in its filter is not certain (contract §2.4).
    for await (const job of session.marketo.listExports({}, { signal: session.signal })) {
      seen += 1;
      const wanted = states === undefined || states.has(job.state);
      if (wanted && (job.createdAt ?? from) >= from) jobs.push(job);
    }
    tell(context, flags, jobs, seen);
    return EXIT.done;
  });
}

const WORDS = ['Created', 'Queued', 'Processing', 'Completed', 'Failed', 'Cancelled'] as const;

/** `Queued,Processing`, in any case; both spellings of Cancelled. */
function statesIn(text: string): ReadonlySet<JobState> {
  const words = text.split(',').map((word) => word.trim());
  const states = words.map((word): JobState => {
    const state = parseJobState(word);
    if (state !== 'Unknown') return state;
    const near = didYouMean(word, WORDS);
    throw new UsageError(`--status: "${word}" is no status.${near} There are: ${WORDS.join(', ')}`);
  });
  return new Set(states);
}

/** Epoch seconds, or how many before now. */
type Since = { readonly at: number } | { readonly beforeNow: number };

function readSince(text: string): Since {
  const duration = parseDurationMs(text);
  if (duration.ok) return { beforeNow: duration.value / 1_000 };
  const instant = readInstant(text, 'start');
  if (instant.ok) return { at: instant.seconds };
  const gist = /^\d{4}-/.test(text)
    ? instant.message
    : `${quote(text)} is neither an instant nor a duration; write it like 2026-11-20T00:00:00Z or 24h`;
  throw new UsageError(`--since: ${gist}`);
}

async function sinceSeconds(since: Since, { marketo, signal }: MarketoSession): Promise<number> {
  if ('at' in since) return since.at;
  return (await marketo.serverTimeMs({ signal })) / 1_000 - since.beforeNow;
}

/** `seen`: how many there are, whatever was chosen of them. */
function tell(
  { io }: CliContext,
  { instance, output }: ListFlags,
  jobs: readonly ExportJob[],
  seen: number,
): void {
  const table = () => alignColumns([HEADER, ...jobs.map(row)], [4, 5]);
  const text = () => (jobs.length === 0 ? '' : `${table().join('\n')}\n`);
  printResult(io, output, { instance, jobs: jobs.map(jobObject) }, text);
  if (output === 'json') return;
  const chosen = jobs.length === seen ? '' : `${formatCount(jobs.length)} of `;
  io.note(
    `${chosen}${formatPlural(seen, 'job')} of this API user in the last 7 days, instance ${instance}.\n`,
  );
}

const HEADER = ['EXPORT ID', 'STATUS', 'CREATED', 'FINISHED', 'RECORDS', 'SIZE'];

function row(job: ExportJob): string[] {
  return [
    job.exportId,
    statusOf(job),
    job.createdAt ?? '–',
    job.finishedAt ?? '–',
    job.numberOfRecords === undefined ? '–' : formatCount(job.numberOfRecords),
    job.fileSize === undefined ? '–' : formatBytes(job.fileSize),
  ];
}
