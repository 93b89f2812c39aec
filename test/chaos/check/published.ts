/** P1: files are whole and true, windows meet without a gap or an overlap, and nothing else is to be seen. */
import { dirname, extname } from 'node:path';
import type { Evidence, Period, PublishedFile, Refresh } from '../evidence.ts';
import type { Breach } from './breach.ts';

export function checkPublished({
  datasets,
  published,
  visible,
  refreshes,
}: Pick<Evidence, 'datasets' | 'published' | 'visible' | 'refreshes'>): Breach[] {
  return [
    ...published.flatMap(notWhole),
    ...datasets.flatMap((period) => notCovered(period, published)),
    ...strangers(datasets, published, visible, refreshes),
  ];
}

function notWhole(file: PublishedFile): Breach[] {
  const { found, dataPath, truth } = file;
  if (found === undefined) return [breach(`${dataPath} is not there`)];
  const { records } = truth;
  return [
    ...differences(`${dataPath} and its manifest`, { ...found, records }, { ...file, records }),
    ...differences(`${file.path} and what Marketo has`, file, truth),
  ];
}

type Facts = Record<'bytes' | 'sha256' | 'records', string | number>;

function differences(what: string, one: Facts, other: Facts): Breach[] {
  return (['bytes', 'sha256', 'records'] as const)
    .filter((fact) => one[fact] !== other[fact])
    .map((fact) => breach(`${what} differ in ${fact}: ${one[fact]} and ${other[fact]}`));
}

function notCovered(period: Period, published: readonly PublishedFile[]): Breach[] {
  const windows = published
    .filter(({ dataset }) => dataset === period.name)
    .map(({ window }) => ({ startMs: Date.parse(window.startAt), endMs: Date.parse(window.endAt) }))
    .sort((a, b) => a.startMs - b.startMs);
  const breaches: Breach[] = [];
  let nextMs = period.startMs;
  for (const { startMs, endMs } of [
    ...windows,
    { startMs: period.endMs + 1_000, endMs: Infinity },
  ]) {
    const [from, to] = [new Date(nextMs).toISOString(), new Date(startMs).toISOString()];
    if (startMs > nextMs) breaches.push(breach(`${period.name}: nothing from ${from} to ${to}`));
    if (startMs < nextMs) breaches.push(breach(`${period.name}: twice from ${to} to ${from}`));
    nextMs = Math.max(nextMs, endMs + 1_000);
  }
  return breaches;
}

function strangers(
  datasets: readonly Period[],
  published: readonly PublishedFile[],
  visible: readonly string[],
  refreshes: readonly Refresh[],
): Breach[] {
  const known = new Set([
    ...datasets.map(({ name }) => `default/${name}/dataset.json`),
    ...published.flatMap(({ path, dataPath }) => [path, dataPath]),
  ]);
  return visible
    .filter((path) => !known.has(path) && !isSuperseded(path, published, refreshes))
    .map((path) => breach(`${path} is visible, and no manifest names it`));
}

/** A refresh leaves the data file of before beside the one that the manifest names now. */
function isSuperseded(
  path: string,
  published: readonly PublishedFile[],
  refreshes: readonly Refresh[],
): boolean {
  return published.some(
    ({ dataset, dataPath }) =>
      dirname(dataPath) === dirname(path) &&
      extname(dataPath) === extname(path) &&
      refreshes.some((refresh) => refresh.dataset === dataset),
  );
}

function breach(what: string): Breach {
  return { promise: 'P1', what };
}
