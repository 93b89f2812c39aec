/** What backfills leave of Marketo's limits to other work: fresh windows, and other tools of the subscription. */
import type { ExportUsage } from './export-usage.ts';
import { parseInstant } from './instant.ts';

/** Queued and processing jobs of the whole subscription (contract §4.1). */
export const QUEUE_PLACES = 10;
/** A little past the reset, because a clock that is a minute off must not waste a try. */
const AFTER_RESET_MS = 5 * 60_000;

export interface ExportReserve {
  readonly dailyQuotaBytes: number;
  /** Bytes of the day's quota that stay unused. */
  readonly keepBytes: number;
  /** Queue places that stay free. */
  readonly keepPlaces: number;
}

export interface NoRoom {
  /** In words that a person understands. */
  readonly message: string;
  /** Until the day's quota is reset by every reading that shows it used; absent: a place may be free at any moment. */
  readonly waitMs?: number;
}

/** Undefined when one more job leaves the reserve whole. `nowMs`: Marketo's clock. */
export function missingRoom(
  usage: ExportUsage,
  reserve: ExportReserve,
  nowMs: number,
): NoRoom | undefined {
  const { dailyQuotaBytes, keepBytes, keepPlaces } = reserve;
  const spent = usage.readings.filter(({ bytes }) => bytes >= dailyQuotaBytes - keepBytes);
  if (spent.length > 0) {
    // The day that has just begun by the other reading is no reason to wait for its end.
    const resetsAtMs = Math.max(...spent.map((day) => parseInstant(day.resetsAt))) * 1_000;
    const used = `${megabytes(usage.bytes)} of today's ${megabytes(dailyQuotaBytes)} are used`;
    return {
      message: `${used}, and backfills leave ${megabytes(keepBytes)} to other work`,
      waitMs: resetsAtMs - nowMs + AFTER_RESET_MS,
    };
  }
  if (usage.placesTaken >= QUEUE_PLACES - keepPlaces) {
    const taken = `${usage.placesTaken} of Marketo's ${QUEUE_PLACES} queue places are taken`;
    return { message: `${taken}, and backfills leave ${keepPlaces} to other work` };
  }
  return undefined;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
