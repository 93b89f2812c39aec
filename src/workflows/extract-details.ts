/** What the Temporal UI shows of a run, for somebody who has never read the code. Pure. */
import { formatBytes, formatCount, formatPeriod, formatPlural } from '../domain/format.ts';
import { etaInWords, pausedInWords } from '../interface/outlook-words.ts';
import { requestFacts } from '../interface/request-words.ts';
import type { ResolvedRequest } from '../interface/resolved.ts';
import type { CancelOutcome, WindowFailure, WindowResult } from '../interface/result.ts';
import type { ExtractStatus } from '../interface/status.ts';
import type { Window } from '../interface/steps.ts';
import { code, factList, paragraphs, plain } from '../domain/markdown.ts';

export const SHOWN_WINDOWS = 10;
const SHOWN_FAILURES = 20;

const PHASES: Record<ExtractStatus['phase'], string> = {
  resolving: 'Checking the request',
  planning: 'Planning the windows',
  exporting: 'Exporting',
  finishing: 'Finishing',
  cancelling: 'Cancelling the jobs at Marketo',
  cancelled: 'Cancelled',
  failed: 'Failed',
  done: 'Done: the files are in the result',
};

/** A status without its list of windows: that grows with the run, and this is made anew at every step. */
export interface Outline extends Omit<ExtractStatus, 'windows'> {
  readonly request?: ResolvedRequest;
  readonly activityTypeNames?: Readonly<Record<string, string>>;
  readonly published: number;
  readonly planned: number;
  /** In flight, with the page of each. */
  readonly running: readonly (Window & { readonly page: string })[];
  /** The windows that were published last, at most so many as are shown. */
  readonly latest: readonly WindowResult[];
}

export function extractDetails(outline: Outline): string {
  const { failed, cancellation, note } = outline;
  return paragraphs(
    heading(outline),
    factList(facts(outline)),
    note === undefined ? '' : `Note: ${plain(note)}`,
    section('Failed', failed.slice(0, SHOWN_FAILURES).map(failureLine), failed.length),
    section('In flight', outline.running.map(runningLine), outline.running.length),
    section('Published last', outline.latest.map(publishedLine), outline.latest.length),
    section(
      'At Marketo',
      cancellation.slice(0, SHOWN_WINDOWS).map(cancelLine),
      cancellation.length,
    ),
    whatNext(outline),
  );
}

function heading({ phase, paused }: Outline): string {
  if (paused !== undefined && mayPause(phase)) {
    return `**Paused: no windows are started** (${plain(pausedInWords(paused))})`;
  }
  return `**${PHASES[phase]}**`;
}

/** A pause means something only while windows are still to be started. */
export function mayPause(phase: ExtractStatus['phase']): boolean {
  return phase === 'planning' || phase === 'exporting';
}

function facts(outline: Outline): (readonly [string, string | undefined])[] {
  const { request, activityTypeNames, planned, published, running, failed, eta } = outline;
  if (request === undefined) return [];
  const counts = [
    `${formatCount(published)} of ${formatCount(planned)} published`,
    ...(running.length > 0 ? [`${running.length} in flight`] : []),
    ...(failed.length > 0 ? [`${formatCount(failed.length)} failed`] : []),
  ];
  return [
    ['Period', formatPeriod(request.period.startAt, request.period.endAt)],
    ['Dataset', `${code(request.dataset)} of instance ${code(request.instance)}`],
    ...requestFacts(request, activityTypeNames).map(
      ([name, words]) => [name, plain(words)] as const,
    ),
    ['Windows', planned === 0 ? undefined : counts.join(', ')],
    ['Records', formatCount(outline.records)],
    ['Size', formatBytes(outline.bytes)],
    [
      'At once',
      outline.concurrency === undefined ? undefined : formatPlural(outline.concurrency, 'window'),
    ],
    ['Expected', eta === undefined ? undefined : plain(etaInWords(eta))],
  ];
}

function section(title: string, lines: readonly string[], all: number): string {
  if (lines.length === 0) return '';
  const more = all - lines.length;
  const last = more > 0 ? [`- … and ${formatCount(more)} more`] : [];
  return `**${title}**\n\n${[...lines, ...last].join('\n')}`;
}

function failureLine({ startAt, endAt, type, message }: WindowFailure): string {
  return `- ${formatPeriod(startAt, endAt)}: ${code(type)} ${plain(message)}`;
}

function runningLine({ startAt, endAt, page }: Outline['running'][number]): string {
  return `- [${formatPeriod(startAt, endAt)}](${page})`;
}

function publishedLine({ startAt, endAt, records, bytes, exportId, reused }: WindowResult): string {
  const size = `${formatPlural(records, 'record')}, ${formatBytes(bytes)}`;
  const whence = reused ? ', was there already' : '';
  return `- ${formatPeriod(startAt, endAt)}: ${size}, export id ${code(exportId)}${whence}`;
}

function cancelLine({ startAt, endAt, exportId, outcome, reason }: CancelOutcome): string {
  const job = exportId === undefined ? '' : `, export id ${code(exportId)}`;
  const why = reason === undefined ? '' : ` (${plain(reason)})`;
  return `- ${formatPeriod(startAt, endAt)}: ${code(outcome)}${job}${why}`;
}

function whatNext({ phase, paused, running }: Outline): string {
  switch (phase) {
    case 'resolving':
    case 'finishing':
    case 'cancelling':
    case 'done':
      return '';
    case 'failed':
    case 'cancelled':
      return 'What to do: start the same request again, once the reason is gone. What is published is reused; only the rest is exported.';
    case 'planning':
    case 'exporting':
      return paused === undefined
        ? whileExporting(running.length > 0)
        : 'What to do: send the signal `resume`.';
  }
}

function whileExporting(inFlight: boolean): string {
  return [
    'What you can do:',
    '',
    ...(inFlight
      ? [
          '- see what a window waits for, and until when: its page, above',
          '- end the waits, and ask Marketo at once: send the signal `pollNow`',
        ]
      : []),
    '- start no more windows for now: send the signal `pause`, later `resume`',
    '- stop: request cancellation. Jobs are cancelled at Marketo too; what is published stays.',
  ].join('\n');
}
