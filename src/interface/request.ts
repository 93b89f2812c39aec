/** From what a caller sent to what workflows work with: every default filled in, or every fault told. */
import { canonicalQuery, DEFAULT_FIELDS } from '../domain/query.ts';
import type { ExportQuery } from '../domain/query.ts';
import { formatInstant } from '../domain/instant.ts';
import { readBackfill } from './backfill-shape.ts';
import { readHeaders } from './column-headers.ts';
import type { Headers } from './column-headers.ts';
import { defaultDataset } from './dataset-name.ts';
import { isComplete } from './complete.ts';
import type { Fault } from './fault.ts';
import { checkInstance } from './instance-name.ts';
import { isJsonObject, ownMember, readMembers, readObject } from './members.ts';
import type { JsonObject, Members } from './members.ts';
import { refuseNonObject } from './non-object.ts';
import { readPeriod } from './period.ts';
import { periodText, resolvePeriod } from './resolve-period.ts';
import type { ResolvedPeriod } from './resolve-period.ts';
import { HEADERS_SHAPE } from './column-shape.ts';
import { FILTER_SHAPE } from './filter-shape.ts';
import { OPTIONS_SHAPE } from './request-shape.ts';
import {
  checkAsOf,
  checkDuplicateFields,
  checkPrimaryAttributes,
  checkRefresh,
} from './request-rules.ts';
import type { ResolvedRequest } from './resolved.ts';
import { refuseUnknown } from './unknown-members.ts';

/** A resolved request but for `refreshBefore`: what "now" is for a refresh, Marketo's clock decides. */
export type UnrefreshedRequest = Omit<ResolvedRequest, 'refreshBefore'>;

/** False: none. True: whatever was exported before this run. Text: what was exported before that instant. */
export type Refresh = boolean | string;

export interface AcceptedRequest {
  readonly ok: true;
  readonly request: UnrefreshedRequest;
  readonly refresh: Refresh;
}

export interface RefusedRequest {
  readonly ok: false;
  /** At least one. */
  readonly faults: readonly Fault[];
}

/** Written for a later version than this program knows: no fault of the request, and nothing else of it was read. */
export interface NewerRequest {
  readonly ok: false;
  readonly newerVersion: number;
}

export type ParsedRequest = AcceptedRequest | RefusedRequest | NewerRequest;

export interface RequestContext {
  /** "Now" for the request: nothing may be asked for that lies after it; relative periods end before it or `asOf`. */
  readonly referenceTime: Date;
  /** Names of the instances that there are; absent in programs that do not know them. */
  readonly instances?: readonly string[];
}

const KNOWN_VERSION = 1;
const DEFAULT_CONCURRENCY = 2;
/** One job at Marketo at a time, of the two that it works on. */
const BACKFILL_CONCURRENCY = 1;
const OPTION_MEMBERS = [...Object.keys(OPTIONS_SHAPE), ...Object.keys(HEADERS_SHAPE)];
const FILTER_WANTED = 'an object such as {"createdAt": {"startAt": "…", "endAt": "…"}}';

/** Never throws, whatever `input` is. */
export function parseRequest(input: unknown, context: RequestContext): ParsedRequest {
  if (!isJsonObject(input)) return { ok: false, faults: [refuseNonObject(input)] };
  const version = ownMember(input, 'version');
  if (typeof version === 'number' && Number.isSafeInteger(version) && version > KNOWN_VERSION) {
    return { ok: false, newerVersion: version };
  }
  const faults: Fault[] = [];
  const parts = readParts(input, context, faults);
  return faults.length > 0 ? { ok: false, faults } : accept(parts);
}

interface Parts {
  readonly filter: Members<typeof FILTER_SHAPE>;
  readonly period: ResolvedPeriod | undefined;
  readonly options: Options;
  readonly headers: Headers;
}

type Options = Members<typeof OPTIONS_SHAPE>;

function readParts(input: JsonObject, context: RequestContext, faults: Fault[]): Parts {
  refuseUnknown(input, ['filter', ...OPTION_MEMBERS], OPTION_MEMBERS, '', faults);
  const { filter, reading } = readFilter(input, context, faults);
  const options = readMembers(OPTIONS_SHAPE, input, '', faults);
  const headers = readHeaders(input, exportedFields(input, options.fields), faults);
  const latest = Math.floor(context.referenceTime.getTime() / 1000);
  checkInstance(options.instance, context.instances, faults);
  checkDuplicateFields(options.fields ?? [], faults);
  checkAsOf(input, { asOf: options.asOf, absolute: reading.absolute }, latest, faults);
  checkRefresh(options.refresh ?? false, latest, faults);
  // Without an `asOf` that could be read, nothing is known of what the period is.
  const reference = ownMember(input, 'asOf') === undefined ? latest : options.asOf;
  const period = resolvePeriod(reading, reference, options.windowSize, faults);
  return { filter, period, options, headers };
}

function readFilter(input: JsonObject, { referenceTime }: RequestContext, faults: Fault[]) {
  const raw = readObject(ownMember(input, 'filter'), FILTER_WANTED, 'filter', faults);
  if (raw === undefined) return { filter: {}, reading: { absolute: false } };
  refuseUnknown(raw, ['createdAt', ...Object.keys(FILTER_SHAPE)], OPTION_MEMBERS, 'filter', faults);
  const periodContext = { referenceTime, topLevel: OPTION_MEMBERS };
  const path = 'filter.createdAt';
  const reading = readPeriod(ownMember(raw, 'createdAt'), periodContext, path, faults);
  const filter = readMembers(FILTER_SHAPE, raw, 'filter', faults);
  checkPrimaryAttributes(raw, filter, faults);
  return { filter, reading };
}

/** The columns that headers are checked against; undefined when `fields` was given but is partly unreadable. */
function exportedFields(
  input: JsonObject,
  read: readonly string[] | null | undefined,
): readonly string[] | undefined {
  const given = ownMember(input, 'fields') ?? undefined;
  if (given === undefined) return DEFAULT_FIELDS;
  return Array.isArray(given) && read?.length === given.length ? read : undefined;
}

function accept({ filter, period, options, headers }: Parts): AcceptedRequest {
  const { version, instance, windowSize, settle, refresh } = options;
  const parts = { period, version, instance, windowSize, settle, refresh };
  // A defect of this program, never of the caller: every member that is missing has a fault.
  if (!isComplete(parts)) throw new Error('A member is missing although no fault was found');
  const query = queryOf(filter, options, headers);
  const backfill = readBackfill(options.backfill);
  const usual = backfill === undefined ? DEFAULT_CONCURRENCY : BACKFILL_CONCURRENCY;
  return {
    ok: true,
    refresh: typeof parts.refresh === 'number' ? formatInstant(parts.refresh) : parts.refresh,
    request: {
      version: parts.version,
      instance: parts.instance,
      dataset: options.dataset ?? defaultDataset(query),
      ...periodText(parts.period),
      query,
      windowSizeSeconds: parts.windowSize,
      concurrency: options.concurrency ?? usual,
      settleSeconds: parts.settle,
      ...(backfill === undefined ? {} : { backfill }),
    },
  };
}

function queryOf(
  filter: Members<typeof FILTER_SHAPE>,
  options: Options,
  headers: Headers,
): ExportQuery {
  // A header that repeats its field's name changes nothing, so it must not make another query.
  const renamed = Object.entries(headers).filter(([field, header]) => field !== header);
  return canonicalQuery({
    ...filter,
    fields: options.fields ?? undefined,
    format: options.format ?? undefined,
    columnHeaderNames: Object.fromEntries(renamed),
  });
}
