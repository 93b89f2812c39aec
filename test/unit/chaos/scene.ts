/** A chaos run that went well, to be spoilt by tests: one dataset of one day, one job, one file. */
import { createHash } from 'node:crypto';
import type { LoggedCall } from '../../../src/emulator/call-log.ts';
import type { JobDescription } from '../../../src/emulator/jobs/describe-job.ts';
import type { ClaimFacts, ClosedRun, Evidence, PublishedFile } from '../../chaos/evidence.ts';

const WINDOW = { startAt: '2025-01-01T00:00:00Z', endAt: '2025-01-01T23:59:59Z' };
const DATA = Buffer.from('marketoGUID\n1\n');

export function soundEvidence(): Evidence {
  const startMs = Date.parse(WINDOW.startAt);
  const endMs = Date.parse(WINDOW.endAt);
  const file = published();
  return {
    datasets: [{ name: 'chaos-0', requests: 1, startMs, endMs }],
    log: [call(1, 'enqueue'), call(2, 'file', { sentBytes: DATA.length })],
    jobs: [job()],
    published: [file],
    visible: ['default/chaos-0/dataset.json', file.dataPath, file.path],
    runs: [],
    claims: [],
    refreshes: [],
  };
}

/** Emulator time: a second a call. */
export function moment(second: number): string {
  return new Date(Date.parse('2026-11-20T12:00:00Z') + second * 1_000).toISOString();
}

export function call(
  number: number,
  operation: LoggedCall['operation'],
  more: Partial<LoggedCall> = {},
): LoggedCall {
  return {
    number,
    at: moment(number),
    operation,
    method: 'GET',
    path: `/${operation}`,
    exportId: 'export-1',
    user: 'reader',
    httpStatus: 200,
    errorCode: null,
    accepted: true,
    requestedRange: null,
    sentFromByte: 0,
    sentBytes: 0,
    cut: false,
    tokenBy: 'header',
    faults: [],
    ...more,
  };
}

type History = readonly (readonly [JobDescription['state'], number])[];

/** `history`: states, each with the second from which it was so. */
export function job(
  exportId = 'export-1',
  history: History = [
    ['Created', 0],
    ['Queued', 1],
    ['Completed', 2],
  ],
  window: { readonly startAt: string; readonly endAt: string } = WINDOW,
): JobDescription {
  return {
    exportId,
    user: 'reader',
    objectType: 'activities',
    state: history.at(-1)![0],
    ...window,
    activityTypeIds: null,
    format: 'CSV',
    figures: null,
    errorMsg: null,
    history: history.map(([state, second]) => ({
      state,
      at: moment(second).replace('.000Z', 'Z'),
    })),
  };
}

export function published(more: Partial<PublishedFile> = {}): PublishedFile {
  const folder = 'default/chaos-0/20250101T000000Z_20250101T235959Z';
  const { bytes, sha256 } = factsOf(DATA);
  return {
    dataset: 'chaos-0',
    path: `${folder}/manifest.json`,
    window: WINDOW,
    exportId: 'export-1',
    dataPath: `${folder}/export-1.csv`,
    found: factsOf(DATA),
    sha256,
    bytes,
    records: 1,
    truth: { sha256, bytes, records: 1 },
    ...more,
  };
}

export function factsOf(data: Buffer): NonNullable<PublishedFile['found']> {
  return { bytes: data.length, sha256: createHash('sha256').update(data).digest('hex') };
}

/** Closed at second 4. */
export function cancelledRun(cancellation: ClosedRun['cancellation']): ClosedRun {
  const names = { ...OWNER, runId: 'run', type: 'extractActivities' };
  const closedMs = Date.parse(moment(4));
  return { ...names, closedMs, status: 'CANCELLED', cancellation, failures: [] };
}

const OWNER = { workflowId: 'chaos-0-0', firstRunId: 'run' };

export function claim(generation: number, second: number, more: Partial<ClaimFacts> = {}) {
  const atMs = Date.parse(moment(second));
  return { series: 'w', generation, exportId: 'export-1', owner: OWNER, atMs, ...more };
}

export { DATA, WINDOW };
