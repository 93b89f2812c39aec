/** The tables of docs/performance.md, made of what `bench/results` holds. Pure. */
import { markdownTable } from '../../src/config/markdown-table.ts';
import type { BenchResult, CaseResult, Series } from './results.ts';
import { comparison, digits, figures, goalWords, metWords, spread } from './words.ts';

export function performanceTables(results: readonly BenchResult[]): string {
  return [summary(results), ...results.map(details), machines(results)].join('\n\n');
}

/** A row for each case. */
export function summary(results: readonly BenchResult[]): string {
  const header = ['Bench', 'Case', 'Ours', 'Beside it', 'Compared', 'Goal', 'Met'];
  const rows = results.flatMap(({ bench, cases }) => cases.map((one) => summaryRow(bench, one)));
  return markdownTable([header, ...rows]);
}

function summaryRow(bench: string, one: CaseResult): string[] {
  const { name, unit, subject, against, goal, met } = one;
  return [
    bench,
    name,
    `${digits(subject.median)} ${unit}`,
    against === undefined ? '' : `${digits(against.median)} ${unit}`,
    comparison(one),
    goalWords(goal, unit),
    metWords(met),
  ];
}

/** Every contestant, with the spread of its runs. */
function details(result: BenchResult): string {
  const { bench, title, goal, cases, skipped } = result;
  const header = ['Case', 'Who', 'Median (least–most)', 'CPU', 'Besides'];
  const rows = cases.flatMap((one) =>
    [one.subject, ...(one.against === undefined ? [] : [one.against]), ...one.alongside].map(
      (series) => detailsRow(one, series),
    ),
  );
  return [
    `### ${bench}`,
    `${title} Goal: ${goal}`,
    ...(rows.length === 0 ? [] : [markdownTable([header, ...rows])]),
    ...(skipped.length === 0 ? [] : [`Left out: ${skipped.join('; ')}.`]),
  ].join('\n\n');
}

function detailsRow({ name, unit }: CaseResult, series: Series): string[] {
  return [
    name,
    series.name.replaceAll('|', String.raw`\|`),
    `${spread(series)} ${unit}`,
    series.cpuSeconds === undefined ? '' : `${digits(series.cpuSeconds)} s`,
    figures(series),
  ];
}

/** Where and when it was measured; one line for all that share it. */
function machines(results: readonly BenchResult[]): string {
  const lines = new Map<string, string[]>();
  for (const result of results) {
    const { cpu, cores, memoryGiB, kernel, node, fileSystem } = result.machine;
    const where =
      `${result.date}, ${cores} cores of ${cpu}, ${memoryGiB} GiB, ${kernel}, ` +
      `${fileSystem}, Node ${node}`;
    lines.set(where, [...(lines.get(where) ?? []), result.bench]);
  }
  const tools = Object.assign({}, ...results.map((result) => result.tools)) as BenchResult['tools'];
  return [
    '### Measured on',
    [...lines].map(([where, benches]) => `- ${where}: ${benches.join(', ')}.`).join('\n'),
    `Programs: ${Object.values(tools).sort().join('; ')}.`,
  ].join('\n\n');
}
