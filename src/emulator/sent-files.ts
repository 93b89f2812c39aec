import type { LoggedCall } from './call-log.ts';

/** One answer of file.json with bytes of the file. */
export interface SentRange {
  /** The Range header, null without one. */
  readonly asked: string | null;
  /** First byte of the file that was sent; so many followed from there. */
  readonly fromByte: number;
  readonly bytes: number;
  readonly cut: boolean;
}

/** What left of one job's file. */
export interface SentFile {
  readonly calls: number;
  readonly bytes: number;
  readonly ranges: readonly SentRange[];
}

/** The file calls of a log by exportId, each with its sums. */
export function sentFiles(log: readonly LoggedCall[]): Readonly<Record<string, SentFile>> {
  const files = [...rangesByJob(log)].map(([exportId, ranges]): [string, SentFile] => [
    exportId,
    { calls: ranges.length, bytes: ranges.reduce((sum, { bytes }) => sum + bytes, 0), ranges },
  ]);
  return Object.fromEntries(files);
}

function rangesByJob(log: readonly LoggedCall[]): Map<string, SentRange[]> {
  const byJob = new Map<string, SentRange[]>();
  for (const { exportId, sentFromByte: fromByte, sentBytes: bytes, ...call } of log) {
    if (exportId === null || fromByte === null) continue;
    const ranges = byJob.get(exportId) ?? [];
    ranges.push({ asked: call.requestedRange, fromByte, bytes, cut: call.cut });
    byJob.set(exportId, ranges);
  }
  return byJob;
}
