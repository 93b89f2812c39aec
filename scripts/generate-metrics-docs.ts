// Writes the tables of docs/metrics.md from the metrics. A test fails when they differ.
import { readFile, writeFile } from 'node:fs/promises';
import { labelsTable, metricsTable } from '../src/observability/documentation.ts';

const page = new URL('../docs/metrics.md', import.meta.url);
const withMetrics = fill(await readFile(page, 'utf8'), 'metrics', metricsTable());
await writeFile(page, fill(withMetrics, 'labels', labelsTable()));

function fill(text: string, what: string, table: string): string {
  const [start, end] = [`<!-- ${what}: generated -->`, `<!-- end of ${what} -->`];
  const [before, rest] = text.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${start} … ${end} is missing`);
  return `${before}${start}\n\n${table}\n\n${end}${after}`;
}
