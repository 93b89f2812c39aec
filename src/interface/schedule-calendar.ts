/** The calendar of a schedule: members and values as Temporal has them, each member a text as in cron. */
export interface CalendarField {
  readonly min: number;
  readonly max: number;
  /** Of the values from `min` on. */
  readonly names?: readonly string[];
  /** When it is not given. */
  readonly fallback: string;
}

const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MONTHS = [
  ...['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN'],
  ...['JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
];

/** Temporal's own defaults: a calendar that says only `hour` means once on every day. */
export const CALENDAR_FIELDS = {
  second: { min: 0, max: 59, fallback: '0' },
  minute: { min: 0, max: 59, fallback: '0' },
  hour: { min: 0, max: 23, fallback: '0' },
  dayOfMonth: { min: 1, max: 31, fallback: '*' },
  month: { min: 1, max: 12, names: MONTHS, fallback: '*' },
  year: { min: 2000, max: 2100, fallback: '*' },
  dayOfWeek: { min: 0, max: 6, names: DAYS, fallback: '*' },
} as const satisfies Readonly<Record<string, CalendarField>>;

export type CalendarMember = keyof typeof CALENDAR_FIELDS;

/** Members that say what Temporal takes by default are left out. */
export type Calendar = { readonly [K in CalendarMember]?: string } & { readonly comment?: string };

export const CALENDAR_MEMBERS = Object.keys(CALENDAR_FIELDS) as readonly CalendarMember[];

/** Without what Temporal takes by default, members in their order. */
export function tidyCalendar(calendar: Calendar): Calendar {
  const said = CALENDAR_MEMBERS.flatMap((member) => {
    const text = calendar[member];
    const isDefault = text === undefined || text === CALENDAR_FIELDS[member].fallback;
    return isDefault ? [] : [[member, text] as const];
  });
  const { comment } = calendar;
  // Once on every day, said with no word at all, would look like a mistake.
  const members = said.length === 0 ? [['hour', '0'] as const] : said;
  return { ...Object.fromEntries(members), ...(comment ? { comment } : {}) };
}
