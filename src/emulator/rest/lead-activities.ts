import type { EmulatorClock } from '../clock.ts';
import { BytePen } from '../data/byte-pen.ts';
import type { FileLayout } from '../data/columns.ts';
import { RowWriter } from '../data/row-writer.ts';
import { Universe, type UniverseOptions } from '../data/universe.ts';
import type { RowVariant } from '../data/variants.ts';
import { SECOND_MS } from '../limits.ts';
import { isListMember } from '../objects/lead-lists.ts';
import type { Place } from './paging-token.ts';

/** What a call may narrow the activities to; an empty list narrows nothing. */
export interface ActivityWish {
  readonly activityTypeIds: readonly number[];
  readonly leadIds: readonly number[];
  readonly assetIds: readonly number[];
  /** Members of this static list only. */
  readonly listId: number | undefined;
}

/** Rows of one call, and where the next one goes on. */
export interface Page {
  readonly rows: readonly unknown[];
  readonly next: Place;
  readonly moreResult: boolean;
}

/** Activities looked at in one call: a page can be short and still not the last. [D acts] */
const LOOKED_AT = 20_000;
/** What differs from row to row is written just as files have it. */
const layout: FileLayout = {
  fields: ['marketoGUID', 'leadId', 'activityDate'],
  columnHeaderNames: {},
  format: 'TSV',
};

/** Get Lead Activities: the same rows as in the files of a bulk extract, one by one. */
export class LeadActivities {
  readonly #universe: Universe;
  readonly #clock: EmulatorClock;
  readonly #pen = new BytePen(128);
  /** Made at the first call, since many an emulator never has one. */
  #writer: RowWriter | undefined;

  constructor(options: UniverseOptions, clock: EmulatorClock) {
    this.#universe = new Universe(options);
    this.#clock = clock;
  }

  page({ sinceSecond, position }: Place, wish: ActivityWish, size: number): Page {
    const nowSecond = Math.floor(this.#clock.nowMs() / SECOND_MS);
    const end = this.#universe.ordinalAt(nowSecond + 1);
    let ordinal = Math.max(position, this.#universe.ordinalAt(sinceSecond));
    const stop = Math.min(end, ordinal + LOOKED_AT);
    const rows: unknown[] = [];
    for (; ordinal < stop && rows.length < size; ordinal += 1) {
      const row = this.#row(ordinal, nowSecond);
      if (row !== undefined && isWished(row, wish)) rows.push(row);
    }
    return { rows, next: { sinceSecond, position: ordinal }, moreResult: ordinal < end };
  }

  /** The activity with this number; undefined while it cannot be seen yet. */
  #row(ordinal: number, nowSecond: number) {
    const hash = this.#universe.hashOf(ordinal);
    const second = this.#universe.secondOf(ordinal);
    const kind = this.#universe.variantOf(hash);
    const variant = this.#universe.variants[kind];
    if (variant === undefined || this.#universe.visibleFrom(ordinal, second) > nowSecond) return;
    this.#writer ??= new RowWriter(layout, this.#universe.variants, this.#universe.options.guids);
    this.#pen.clear();
    this.#writer.write(this.#pen, kind, ordinal, hash, second);
    const cells = this.#pen.written.toString().trimEnd().split('\t');
    const [marketoGUID = '', leadId, activityDate = ''] = cells;
    return activity(variant, { id: ordinal, marketoGUID, leadId: Number(leadId), activityDate });
  }
}

interface ActivityIdentity {
  readonly id: number;
  readonly marketoGUID: string;
  readonly leadId: number;
  readonly activityDate: string;
}

type Activity = ReturnType<typeof activity>;

/** Empty members and attributes are left out. [D acts] */
function activity(variant: RowVariant, identity: ActivityIdentity) {
  const { activityTypeId, campaignId, primaryAttributeValueId, primaryAttributeValue } = variant;
  const named = { activityTypeId, campaignId, primaryAttributeValueId, primaryAttributeValue };
  const values = Object.entries(JSON.parse(variant.attributes) as Record<string, unknown>);
  const attributes = values
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ({ name, value }));
  return { ...identity, ...withoutNulls(named), attributes };
}

function withoutNulls<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)) as T;
}

function isWished(row: Activity, wish: ActivityWish): boolean {
  const { activityTypeIds, leadIds, assetIds, listId } = wish;
  return (
    activityTypeIds.includes(row.activityTypeId) &&
    (leadIds.length === 0 || leadIds.includes(row.leadId)) &&
    (assetIds.length === 0 || assetIds.some((id) => id === row.primaryAttributeValueId)) &&
    (listId === undefined || isListMember(listId, row.leadId))
  );
}
