/**
 * When to ask again after the day's quota is used up. Marketo resets "at midnight CST" and does not say whether
 * daylight saving counts; 06:00Z is past midnight under both readings all year (contract §4.1).
 */
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A little past the reset, because a clock that is a minute off must not waste a try. */
const RESET_AT_MS = 6 * HOUR_MS + 5 * 60_000;
const SHORTLY_AFTER_MS = 2 * HOUR_MS;
const RETRY_AFTER_RESET_MS = 15 * 60_000;

/**
 * Milliseconds until the next try, by Marketo's clock (epoch milliseconds). Refused shortly after a reset, the
 * reset is late or reckoned otherwise: then every quarter of an hour.
 */
export function quotaWaitMs(nowMs: number): number {
  const sinceResetMs = (((nowMs - RESET_AT_MS) % DAY_MS) + DAY_MS) % DAY_MS;
  return sinceResetMs < SHORTLY_AFTER_MS ? RETRY_AFTER_RESET_MS : DAY_MS - sinceResetMs;
}
