import type { ExtractProgress } from '../../client/progress.ts';
import type { ExtractStatus, ExtractWindowStatus } from '../../interface/status.ts';
import { etaInWords } from '../../interface/outlook-words.ts';
import { formatBytes, formatPeriod, formatPlural } from '../output/format.ts';
import { alertOf } from './alerts.ts';
import { counts, headWords, outlook } from './headline.ts';
import { stepLine } from './window-line.ts';

/** Remembers what was said last about each subject, and gives only what is new: one line per change in a log. */
export class PlainLines {
  readonly #said = new Map<string, string>();
  readonly #startWorker: string;

  constructor(startWorker: string) {
    this.#startWorker = startWorker;
  }

  /** Lines for what changed since the last reading. */
  next(progress: ExtractProgress): string[] {
    const lines = [...subjects(progress, this.#startWorker)].filter(([subject, line]) => {
      const isNew = this.#said.get(subject) !== line;
      this.#said.set(subject, line);
      return isNew && line !== '';
    });
    return lines.map(([, line]) => line);
  }
}

function* subjects(
  progress: ExtractProgress,
  startWorker: string,
): Generator<readonly [subject: string, line: string]> {
  const { status, windows } = progress;
  yield ['alert', alertOf(progress, startWorker) ?? ''];
  if (status === undefined) return;
  yield ['head', headWords(status)];
  for (const window of status.windows) yield [`end ${window.startAt}`, endLine(window)];
  for (const { status: window } of windows) {
    // The parent tells the end, with its totals; a window's own word for it would come twice.
    if (window.phase !== 'published') yield [`step ${window.startAt}`, stepLine(window)];
  }
  // An estimate moves with every window, and a log needs it no more often than the counts.
  yield ['paused', status.paused === undefined ? '' : (outlook(status) ?? '')];
  yield ['counts', countsLine(status)];
}

function endLine({ startAt, endAt, phase, reused, records, bytes }: ExtractWindowStatus): string {
  const period = formatPeriod(startAt, endAt);
  if (phase === 'failed') return `${period}  failed`;
  if (phase !== 'published') return '';
  const size = `${formatPlural(records ?? 0, 'record')}, ${formatBytes(bytes ?? 0)}`;
  return `${period}  ${reused === true ? 'published before' : 'published'}: ${size}`;
}

function countsLine(status: ExtractStatus): string {
  if (status.windows.length === 0) return '';
  const about = status.eta === undefined ? undefined : etaInWords(status.eta);
  return about === undefined ? counts(status) : `${counts(status)}; ${about}`;
}
