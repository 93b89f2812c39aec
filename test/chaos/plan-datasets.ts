/** The days to be exported, cut into datasets with a query each. No two datasets share a day: a job tells its own. */
import { createRandom } from './random.ts';

const DAY_MS = 86_400_000;
const FIRST_DAY_MS = Date.parse('2025-01-01T00:00:00Z');
const LEAST_DAYS = 3;
const MOST_DAYS = 9;

/** Members of a request that decide what is in its files. */
export interface DatasetQuery {
  readonly activityTypeIds?: readonly number[];
  readonly fields?: readonly string[];
  readonly format?: 'CSV' | 'TSV' | 'SSV';
}

export interface DatasetPlan {
  readonly name: string;
  readonly firstDayMs: number;
  readonly days: number;
  readonly query: DatasetQuery;
}

const QUERIES: readonly DatasetQuery[] = [
  {},
  {},
  { format: 'TSV' },
  { format: 'SSV' },
  { fields: ['marketoGUID', 'activityDate', 'activityTypeId', 'attributes', 'actionResult'] },
  { activityTypeIds: [1, 2, 6, 7, 8, 9, 10, 11, 12, 13] },
];

export function planDatasets(seed: number, days: number): DatasetPlan[] {
  const random = createRandom(seed, 'datasets');
  const datasets: DatasetPlan[] = [];
  let firstDayMs = FIRST_DAY_MS;
  for (let left = days; left > 0; left -= datasets.at(-1)?.days ?? left) {
    const length = Math.min(left, random.between(LEAST_DAYS, MOST_DAYS));
    const name = `chaos-${datasets.length}`;
    datasets.push({ name, firstDayMs, days: length, query: random.pick(QUERIES) });
    firstDayMs += (length + 1) * DAY_MS;
  }
  return datasets;
}

/** The whole of a dataset, both ends included. */
export function periodOf({ firstDayMs, days }: DatasetPlan): { startMs: number; endMs: number } {
  return { startMs: firstDayMs, endMs: firstDayMs + days * DAY_MS - 1_000 };
}
