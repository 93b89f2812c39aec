/** What relative periods count in. Types and names only: workflow code carries them, the reckoning is elsewhere. */

export const PERIOD_UNITS = ['hour', 'day', 'week', 'month'] as const;

/** A week is ISO-8601's, Monday to Sunday. */
export type PeriodUnit = (typeof PERIOD_UNITS)[number];

/** Hours, days, weeks or months as the clocks and calendars of a place show them. */
export interface Calendar {
  readonly unit: PeriodUnit;
  /** IANA name, such as `America/Chicago`. */
  readonly timeZone: string;
}
