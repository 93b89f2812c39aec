/** The coverage of a dataset as it lies in its store. Asks neither Temporal nor Marketo. */
import { formatInstant, type EpochSeconds } from '../domain/instant.ts';
import { EVER, lengthSeconds, type Interval } from '../domain/interval.ts';
import { windowText, type WindowText } from '../domain/windows.ts';
import type { ExtractRequest } from '../interface/request-shape.ts';
import { requestForPeriod } from '../interface/window-request.ts';
import type { Store } from '../store/store.ts';
import { coverStretches, gapPeriods, isWhole } from './coverage.ts';
import type { CoverageState, Stretch } from './coverage.ts';
import { readQuery } from './datasets.ts';
import { LedgerCorruptError } from './errors.ts';
import { datasetKey } from './keys.ts';
import { listPublished, readManifest, readWindows } from './records.ts';
import type { DatasetRef, Manifest, WindowRecord } from './types.ts';
import { liveClaim, settledAt, type LiveClaim } from './window-state.ts';

export interface CoverageOptions {
  /** Default: from the first to the last window of the dataset. */
  readonly period?: Interval | undefined;
  /** The clock that decides whether a settle time has passed: of whoever asks, not Marketo's. */
  readonly now: EpochSeconds;
  /** Default false: a provisional window may lack late activities. */
  readonly provisionalOk?: boolean | undefined;
  /** Longest new window of the requests. Default P7D, as for requests. */
  readonly windowSizeSeconds?: number | undefined;
}

/** JSON; the members are read by scripts (`coverage --output json`). */
export interface Coverage extends DatasetRef {
  readonly period: WindowText;
  readonly now: string;
  readonly whole: boolean;
  /** Seconds of the period in each state. Together they are all of it. */
  readonly seconds: Readonly<Record<CoverageState, number>>;
  /** Ascending; they are the period, no second left out and none twice. */
  readonly parts: readonly CoveragePart[];
  /** Each can be started as it is. Together they mend all that can be mended now. */
  readonly requests: readonly ExtractRequest[];
}

/** A stretch of the period. */
export interface CoveragePart extends WindowText {
  readonly state: CoverageState;
  /** The window that it belongs to, whole: it may reach outside the period. Absent when missing. */
  readonly window?: WindowText;
  readonly published?: {
    readonly exportId: string;
    readonly records: number;
    readonly bytes: number;
    readonly publishedAt: string;
  };
  /** Of a provisional one: from when on a request exports it once more. */
  readonly settledAt?: string;
  /** A job that may still deliver the window, anew where it is published already. */
  readonly claim?: {
    readonly exportId: string;
    readonly generation: number;
    readonly workflowId: string;
    readonly firstRunId: string;
    /** The claiming worker's clock. */
    readonly at: string;
  };
}

const DEFAULT_WINDOW_SIZE_SECONDS = 7 * 86_400;

/** Undefined: no period was named, and the dataset has no window yet. Throws `LedgerCorruptError`. */
export async function readCoverage(
  store: Store,
  { instance, dataset }: DatasetRef,
  options: CoverageOptions,
): Promise<Coverage | undefined> {
  const ref = { instance, dataset };
  const records = await readWindows(store, ref, options.period ?? EVER);
  const period = options.period ?? extent(records);
  if (period === undefined) return undefined;
  const query = await readQuery(store, ref);
  if (query === undefined) throw new LedgerCorruptError(datasetKey(ref), 'it is not there');
  const { now, provisionalOk = false, windowSizeSeconds } = options;
  const stretches = coverStretches(records, period);
  const gaps = gapPeriods(stretches, {
    now,
    provisionalOk,
    windowSizeSeconds: windowSizeSeconds ?? DEFAULT_WINDOW_SIZE_SECONDS,
  });
  const settleSeconds = gaps.length === 0 ? undefined : await usualSettleSeconds(store, ref);
  const request = { version: 1, ...ref, query, windowSizeSeconds, settleSeconds } as const;
  return {
    ...ref,
    period: windowText(period),
    now: formatInstant(now),
    whole: isWhole(stretches, provisionalOk),
    seconds: secondsByState(stretches),
    parts: stretches.map(partOf),
    requests: gaps.map((gap) => requestForPeriod(request, windowText(gap))),
  };
}

function extent(records: readonly WindowRecord[]): Interval | undefined {
  const [first] = records;
  if (first === undefined) return undefined;
  const end = records.reduce((latest, { window }) => Math.max(latest, window.end), 0);
  return { start: first.window.start, end };
}

/** Of the newest window: what the dataset's owner asks for these days. Undefined when none is published. */
async function usualSettleSeconds(store: Store, ref: DatasetRef): Promise<number | undefined> {
  const windows = await listPublished(store, ref);
  const newest = windows.at(-1);
  return newest === undefined ? undefined : (await readManifest(store, ref, newest))?.settleSeconds;
}

function secondsByState(stretches: readonly Stretch[]): Record<CoverageState, number> {
  const none = { final: 0, provisional: 0, claimed: 0, missing: 0, fileMissing: 0, sizeDiffers: 0 };
  return stretches.reduce((sum, { at, state }) => {
    return { ...sum, [state]: sum[state] + lengthSeconds(at) };
  }, none);
}

function partOf({ at, state, record }: Stretch): CoveragePart {
  if (record === undefined) return { ...windowText(at), state };
  const manifest = record.manifest ?? record.untrustedManifest;
  const claim = liveClaim(record);
  return {
    ...windowText(at),
    state,
    window: windowText(record.window),
    ...(manifest === undefined ? {} : { published: publishedFacts(manifest) }),
    ...(state === 'provisional' && manifest !== undefined
      ? { settledAt: formatInstant(settledAt(manifest)) }
      : {}),
    ...(claim === undefined ? {} : { claim: claimFacts(claim) }),
  };
}

function publishedFacts({ exportId, records, bytes, publishedAt }: Manifest) {
  return { exportId, records: records.counted, bytes, publishedAt };
}

function claimFacts({ exportId, generation, owner, at }: LiveClaim) {
  return { exportId, generation, ...owner, at };
}
