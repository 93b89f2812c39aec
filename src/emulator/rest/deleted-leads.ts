import { marketoTime } from '../clock.ts';
import { DELETE_LEAD } from '../data/activity-types.ts';
import { DAY_MS, DELETED_LEAD_DAYS, SECOND_MS } from '../limits.ts';
import type { Page } from './lead-activities.ts';
import type { Place } from './paging-token.ts';

/** One lead is deleted every so often: 48 a day, so that the days kept make three pages. */
const STEP_SECONDS = 1800;
/** Deleted leads have ids that no lead of a file has. */
const FIRST_LEAD = 1_000_000;

/** Get Deleted Leads: rows of type 37, the older ones pruned. [D acts, kb] */
export function deletedLeads({ sinceSecond, position }: Place, size: number, nowMs: number): Page {
  const first = Math.ceil((nowMs - DELETED_LEAD_DAYS * DAY_MS) / SECOND_MS / STEP_SECONDS);
  const end = Math.floor(nowMs / SECOND_MS / STEP_SECONDS) + 1;
  const start = Math.max(position, first, Math.ceil(sinceSecond / STEP_SECONDS));
  const stop = Math.min(end, start + size);
  const rows = Array.from({ length: Math.max(0, stop - start) }, (_, place) => row(start + place));
  const next = { sinceSecond, position: Math.max(start, stop) };
  return { rows, next, moreResult: stop < end };
}

function row(number: number) {
  const leadId = FIRST_LEAD + number;
  return {
    id: number,
    marketoGUID: String(number),
    leadId,
    activityDate: marketoTime(number * STEP_SECONDS * SECOND_MS),
    activityTypeId: DELETE_LEAD,
    primaryAttributeValueId: leadId,
    primaryAttributeValue: `Deleted ${leadId}`,
    attributes: [],
  };
}
