import type { DatasetReport, UnnamedFileNote } from '../../ledger/verify/report.ts';
import { formatBytes, formatCount, formatPeriod, formatPlural } from './format.ts';
import type { VerificationObject } from './verification-object.ts';

/** One line for the dataset and one for each finding, breaches first. */
export function reportText(report: DatasetReport): string {
  const { instance, dataset, breaches, windows, records, bytes } = report;
  const verdict = breaches.length === 0 ? 'whole' : formatBreaches(breaches.length);
  const size = `${formatPlural(windows, 'window')}, ${formatPlural(records, 'record')}, ${formatBytes(bytes)}`;
  const lines = [
    `${instance}/${dataset}  ${verdict}  ${size}`,
    ...breaches.map(({ kind, key, message }) => `  BREACH ${kind}  ${key}: ${oneLine(message)}`),
    ...noteLines(report).map((line) => `  ${line}`),
  ];
  return `${lines.join('\n')}\n`;
}

function noteLines({ liveClaims, provisional, unnamedFiles, staged }: DatasetReport): string[] {
  return [
    ...liveClaims.map(
      ({ window, exportId, generation, owner, at }) =>
        `live claim  ${formatPeriod(window.startAt, window.endAt)}: job ${exportId} of the run ` +
        `${owner.workflowId} (${owner.firstRunId}), generation ${generation}, since ${at}`,
    ),
    ...provisional.map(
      ({ window, exportId, settledAt }) =>
        `provisional  ${formatPeriod(window.startAt, window.endAt)}: job ${exportId}; exported once more from ${settledAt}`,
    ),
    ...unnamedFiles.map(
      ({ key, bytes, why }) => `unnamed file  ${key}, ${formatBytes(bytes)}: ${WHY[why]}`,
    ),
    ...staged.map(
      ({ exportId, files, bytes, claimed }) =>
        `staged  ${formatPlural(files, 'file')} of job ${exportId}, ${formatBytes(bytes)}: ` +
        (claimed ? 'a live claim names the job' : 'left over'),
    ),
  ];
}

const WHY: Readonly<Record<UnnamedFileNote['why'], string>> = {
  superseded: 'superseded by the file that the manifest names',
  claimed: 'of a job that a live claim names; not published yet',
  unknown: 'no manifest names it',
};

/** The last word, for stderr. */
export function verdictText({
  destination,
  whole,
  breaches,
  datasets,
}: VerificationObject): string {
  const checked = formatPlural(datasets.length, 'dataset');
  const verdict = whole ? 'whole' : `${formatBreaches(breaches)}; docs/ledger.md says what to do`;
  return `${destination}  ${checked} checked: ${verdict}\n`;
}

function formatBreaches(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'breach' : 'breaches'}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}
