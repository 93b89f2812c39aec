/** A request from flags. Values are passed on as they were typed, so that the one validator names every fault. */
import { isoDuration } from './duration-flag.ts';

/** The flags of `start` that describe what to export. */
export interface RequestFlags {
  readonly from?: string;
  readonly to?: string;
  readonly previous?: string;
  readonly count?: string;
  readonly timeZone?: string;
  readonly asOf?: string;
  readonly types?: string;
  readonly fields?: string;
  readonly format?: string;
  readonly instance?: string;
  readonly dataset?: string;
  readonly windowSize?: string;
  readonly concurrency?: string;
  readonly settle?: string;
  /** `true` without a value. */
  readonly refresh?: string | true;
  readonly backfill?: true;
  /** Of a backfill. */
  readonly order?: string;
}

/** Where the validator finds a flag's value: faults are shown by flag. Longer paths first. */
const FLAG_OF_PATH: readonly (readonly [path: string, flag: string])[] = [
  ['filter.createdAt.startAt', '--from'],
  ['filter.createdAt.endAt', '--to'],
  ['filter.createdAt.previous', '--previous'],
  ['filter.createdAt.count', '--count'],
  ['filter.createdAt.timeZone', '--time-zone'],
  ['asOf', '--as-of'],
  ['filter.activityTypeIds', '--types'],
  ['fields', '--fields'],
  ['format', '--format'],
  ['instance', '--instance'],
  ['dataset', '--dataset'],
  ['windowSize', '--window-size'],
  ['concurrency', '--concurrency'],
  ['settle', '--settle'],
  ['refresh', '--refresh'],
  ['backfill.order', '--order'],
  ['backfill', '--backfill'],
];

const FLAG_NAMES: readonly (keyof RequestFlags)[] = [
  ...(['from', 'to', 'previous', 'count', 'timeZone', 'asOf'] as const),
  ...(['types', 'fields', 'format'] as const),
  ...(['instance', 'dataset', 'windowSize', 'concurrency', 'settle', 'refresh'] as const),
  ...(['backfill', 'order'] as const),
];

/** True when at least one of them was given. */
export function hasRequestFlags(flags: RequestFlags): boolean {
  return FLAG_NAMES.some((name) => flags[name] !== undefined);
}

/** What the flags ask for, as a request that may well be wrong. */
export function requestFromFlags(flags: RequestFlags): Record<string, unknown> {
  const { types, fields, format, dataset, windowSize, concurrency, settle } = flags;
  return defined({
    filter: defined({
      createdAt: createdAt(flags),
      activityTypeIds: types === undefined ? undefined : listOf(types).map(numberOrText),
    }),
    fields: fields === undefined ? undefined : listOf(fields),
    format: format?.toUpperCase(),
    instance: flags.instance,
    dataset,
    windowSize: isoDuration(windowSize),
    concurrency: concurrency === undefined ? undefined : numberOrText(concurrency),
    settle: isoDuration(settle),
    refresh: flags.refresh,
    backfill: flags.order === undefined ? flags.backfill : { order: flags.order },
    asOf: flags.asOf,
  });
}

function createdAt({ from, to, previous, count, timeZone }: RequestFlags) {
  return defined({
    startAt: from,
    endAt: to,
    previous,
    count: count === undefined ? undefined : numberOrText(count),
    timeZone,
  });
}

/** `filter.createdAt.startAt` → `--from`; anything else stays as it is. */
export function flagOfPath(path: string): string {
  const entry = FLAG_OF_PATH.find(([prefix]) => path.startsWith(prefix));
  return entry === undefined ? path : `${entry[1]}${path.slice(entry[0].length)}`;
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** `12` → 12; `twelve` stays text for the validator to refuse. */
function numberOrText(text: string): number | string {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function defined(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
