import { windowName } from '../../domain/windows.ts';
import { manifestKey } from '../keys.ts';
import type { DatasetRef } from '../types.ts';
import type { Breach } from './report.ts';
import type { WindowReport } from './window.ts';

/** Published windows that share a second, each told against the one before it that reaches furthest. */
export function overlapBreaches(ref: DatasetRef, windows: readonly WindowReport[]): Breach[] {
  const published = windows
    .filter(({ manifest }) => manifest !== undefined)
    .map(({ listed }) => listed.window)
    .sort((a, b) => a.start - b.start);
  const breaches: Breach[] = [];
  let furthest = published[0];
  for (const window of published.slice(1)) {
    if (furthest !== undefined && window.start <= furthest.end) {
      const message = `it overlaps the published window ${windowName(furthest)}: readers of both see rows twice`;
      breaches.push({ kind: 'windowsOverlap', key: manifestKey(ref, window), message });
    }
    if (furthest === undefined || window.end > furthest.end) furthest = window;
  }
  return breaches;
}
