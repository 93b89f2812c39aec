import type { WindowProgress } from '../../client/progress.ts';
import type { WindowPhase, WindowStatus } from '../../interface/status.ts';
import { formatBytes, formatPeriod } from '../output/format.ts';
import { bar } from './bar.ts';

const WORDS: Record<WindowPhase, string> = {
  waiting: 'waiting',
  looking: 'looking what is there',
  parked: 'parked',
  creating: 'creating a job',
  claiming: 'claiming the window',
  enqueueing: 'enqueueing its job',
  queued: 'queued at Marketo',
  processing: 'processed by Marketo',
  downloading: 'downloading',
  verifying: 'verifying size and SHA-256',
  publishing: 'publishing',
  published: 'published',
  halved: 'given up for its halves',
  cancelling: 'cancelling its job',
  cancelled: 'cancelled',
  failed: 'failed',
};

/** How much of a window is done, roughly, when it enters a phase; a download moves on from there. */
const SHARES: Partial<Record<WindowPhase, number>> = {
  queued: 0.1,
  processing: 0.25,
  downloading: 0.5,
  verifying: 0.9,
  publishing: 0.95,
  published: 1,
};
const DOWNLOAD_SHARE = 0.4;

/** 0 to 1, for the bar of the whole. */
export function shareOf({ status, transfer }: WindowProgress): number {
  const share = SHARES[status.phase] ?? 0;
  if (transfer?.totalBytes === undefined || transfer.totalBytes === 0) return share;
  return share + DOWNLOAD_SHARE * Math.min(1, transfer.bytes / transfer.totalBytes);
}

/** One line for a window in flight, with its download as a bar. */
export function windowLine({ status, transfer }: WindowProgress): string {
  const line = stepLine(status);
  if (transfer === undefined) return line;
  const { bytes, totalBytes } = transfer;
  if (totalBytes === undefined) return `${line} ${formatBytes(bytes)}`;
  return `${line} ${bar(bytes / totalBytes, 16)} ${formatBytes(bytes)} of ${formatBytes(totalBytes)}`;
}

/** The same without what changes from second to second: a new text is worth a new line in a log. */
export function stepLine(status: WindowStatus): string {
  const period = formatPeriod(status.startAt, status.endAt);
  const whose = status.own === false ? ' (job of another run)' : '';
  const waiting = status.waitingFor === undefined ? '' : `: ${status.waitingFor}`;
  return `${period}  ${WORDS[status.phase]}${whose}${waiting}`;
}
