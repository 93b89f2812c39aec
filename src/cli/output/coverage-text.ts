import type { CoverageState } from '../../ledger/coverage.ts';
import type { Coverage, CoveragePart } from '../../ledger/read-coverage.ts';
import { alignColumns } from './columns.ts';
import { formatBytes, formatPeriod, formatPlural } from './format.ts';

/** A headline, and a line for each stretch; final ones that follow one another share a line. */
export function coverageText(coverage: Coverage): string {
  const { instance, dataset, period, whole, parts } = coverage;
  const headline =
    `${instance}/${dataset}  ${formatPeriod(period.startAt, period.endAt)}  ` +
    `${whole ? 'whole' : 'not whole'}: ${shares(coverage)}`;
  const rows = groups(parts).map((group) => rowOf(group, coverage.now));
  return `${[headline, ...alignColumns(rows).map((line) => `  ${line}`)].join('\n')}\n`;
}

/** The last word, for stderr. */
export function coverageNote({ requests, now, whole, parts }: Coverage): string {
  const clock = `Judged at ${now} by this machine's clock.`;
  if (requests.length > 0) {
    const verb = requests.length === 1 ? 'mends' : 'mend';
    return `${formatPlural(requests.length, 'request')} ${verb} all that can be mended now: --requests prints them. ${clock}\n`;
  }
  const waiting = parts.some(({ state }) => state === 'provisional');
  const left = !whole && waiting ? 'Nothing can be mended before it has settled. ' : '';
  return `${left}${clock}\n`;
}

const WORDS: Readonly<Record<CoverageState, string>> = {
  final: 'final',
  provisional: 'provisional',
  claimed: 'claimed',
  missing: 'missing',
  fileMissing: 'file missing',
  sizeDiffers: 'file of wrong size',
};

/** `87.1 % final, 12.9 % missing`. Cut off, so that only all of it is 100 %. */
function shares({ seconds }: Coverage): string {
  const total = Object.values(seconds).reduce((sum, each) => sum + each, 0);
  return Object.entries(WORDS)
    .map(([state, words]) => ({ words, part: seconds[state as CoverageState] / total }))
    .filter(({ part }) => part > 0)
    .map(({ words, part }) => `${percent(part)} % ${words}`)
    .join(', ');
}

function percent(part: number): string {
  const tenths = Math.floor(part * 1_000);
  return tenths === 0 ? 'under 0.1' : (tenths / 10).toString();
}

/** Adjacent parts of which there is nothing to tell one by one. */
function groups(parts: readonly CoveragePart[]): CoveragePart[][] {
  const all: CoveragePart[][] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (last?.[0]?.state === 'final' && part.state === 'final' && isPlain(last[0], part))
      last.push(part);
    else all.push([part]);
  }
  return all;
}

function isPlain(...parts: readonly CoveragePart[]): boolean {
  return parts.every(({ claim }) => claim === undefined);
}

function rowOf(group: readonly CoveragePart[], now: string): string[] {
  const [first, last] = [group[0], group.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [formatPeriod(first.startAt, last.endAt), WORDS[first.state], facts(group, first, now)];
}

function facts(group: readonly CoveragePart[], first: CoveragePart, now: string): string {
  return [...sizeFacts(group), ...settleFacts(first, now), ...claimFacts(first)].join('; ');
}

function sizeFacts(group: readonly CoveragePart[]): string[] {
  const published = group.flatMap((part) => part.published ?? []);
  if (published.length === 0) return [];
  const records = published.reduce((sum, one) => sum + one.records, 0);
  const bytes = published.reduce((sum, one) => sum + one.bytes, 0);
  const windows = formatPlural(published.length, 'window');
  return [`${windows}, ${formatPlural(records, 'record')}, ${formatBytes(bytes)}`];
}

function settleFacts({ settledAt }: CoveragePart, now: string): string[] {
  if (settledAt === undefined) return [];
  return [
    settledAt <= now ? 'settled by now: a request exports it once more' : `settles at ${settledAt}`,
  ];
}

function claimFacts({ claim }: CoveragePart): string[] {
  if (claim === undefined) return [];
  return [`job ${claim.exportId} of ${claim.workflowId} since ${claim.at}`];
}
