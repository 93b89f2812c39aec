/** The request that fills one window: what a failure tells its reader to send. Pure, also for workflow code. */
import { parseInstant } from '../domain/instant.ts';
import { DEFAULT_FIELDS } from '../domain/query.ts';
import type { ExportQuery } from '../domain/query.ts';
import { formatIsoDuration } from './iso-duration.ts';
import type { ExtractRequest } from './request-shape.ts';
import type { ResolvedRequest } from './resolved.ts';

const HOUR_SECONDS = 3_600;
const DEFAULT_SETTLE_SECONDS = 7_200;

/** An `ExtractRequest` for exactly `window`, in the same dataset, with what differs from the defaults. */
export function requestFor(
  resolved: ResolvedRequest,
  window: { readonly startAt: string; readonly endAt: string },
): ExtractRequest {
  const windowSizeSeconds = windowSizeFor(resolved, window);
  return requestForPeriod({ ...resolved, windowSizeSeconds }, window);
}

/** What a request says beside its period; what is absent is left to the default. */
export interface PeriodRequestParts extends Pick<
  ResolvedRequest,
  'version' | 'instance' | 'dataset' | 'query' | 'refreshBefore' | 'backfill'
> {
  readonly windowSizeSeconds?: number | undefined;
  readonly settleSeconds?: number | undefined;
}

/** An `ExtractRequest` for a period of any length. */
export function requestForPeriod(
  parts: PeriodRequestParts,
  { startAt, endAt }: { readonly startAt: string; readonly endAt: string },
): ExtractRequest {
  const { query, version, instance, dataset, windowSizeSeconds, refreshBefore, backfill } = parts;
  const { settleSeconds = DEFAULT_SETTLE_SECONDS } = parts;
  return {
    filter: { createdAt: { startAt, endAt }, ...filterOf(query) },
    ...columnsOf(query),
    version,
    ...(instance === 'default' ? {} : { instance }),
    dataset,
    ...(windowSizeSeconds === undefined
      ? {}
      : { windowSize: formatIsoDuration(windowSizeSeconds) }),
    ...(settleSeconds === DEFAULT_SETTLE_SECONDS
      ? {}
      : { settle: formatIsoDuration(settleSeconds) }),
    ...(refreshBefore === undefined ? {} : { refresh: refreshBefore }),
    ...(backfill === undefined ? {} : { backfill: { ...backfill } }),
  };
}

/** A window of another run may be longer than this run's window size; it must not be cut. */
function windowSizeFor(
  { windowSizeSeconds }: ResolvedRequest,
  { startAt, endAt }: { readonly startAt: string; readonly endAt: string },
): number {
  const length = parseInstant(endAt) - parseInstant(startAt) + 1;
  return Math.max(HOUR_SECONDS, windowSizeSeconds, length);
}

function filterOf(query: ExportQuery) {
  const { activityTypeIds, primaryAttributeValueIds, primaryAttributeValues } = query;
  return {
    ...(activityTypeIds.length > 0 && { activityTypeIds: [...activityTypeIds] }),
    ...(primaryAttributeValueIds.length > 0 && {
      primaryAttributeValueIds: [...primaryAttributeValueIds],
    }),
    ...(primaryAttributeValues.length > 0 && {
      primaryAttributeValues: [...primaryAttributeValues],
    }),
  };
}

function columnsOf({ fields, format, columnHeaderNames }: ExportQuery) {
  return {
    ...(fields.join() !== DEFAULT_FIELDS.join() && { fields: [...fields] }),
    ...(format !== 'CSV' && { format }),
    ...(Object.keys(columnHeaderNames).length > 0 && {
      columnHeaderNames: { ...columnHeaderNames },
    }),
  };
}
