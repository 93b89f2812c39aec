/** Cron expressions, as calendars. */
import { quote } from './fault.ts';
import { tidyCalendar } from './schedule-calendar.ts';
import type { Calendar, CalendarMember } from './schedule-calendar.ts';
import { calendarText, calendarValues } from './schedule-values.ts';

const FIELDS = ['minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek'] as const;

const NICKNAMES = new Map(
  Object.entries({
    '@hourly': '0 * * * *',
    '@daily': '0 0 * * *',
    '@midnight': '0 0 * * *',
    '@weekly': '0 0 * * 0',
    '@monthly': '0 0 1 * *',
  }),
);

export type ReadCron =
  | { readonly ok: true; readonly calendar: Calendar }
  | { readonly ok: false; readonly message: string };

/** Five fields: minute, hour, day of month, month, day of week. */
export function readCron(expression: string): ReadCron {
  const text = expression.trim();
  const fields = (NICKNAMES.get(text) ?? text).split(/\s+/);
  if (fields.length !== FIELDS.length) {
    return refuse(
      expression,
      'is not five fields (minute, hour, day of month, month, day of week) such as "15 6 * * *"; ' +
        'a time zone goes into timeZone, "@every" into intervals',
    );
  }
  const [, , dayOfMonth = '', , dayOfWeek = ''] = fields;
  if (dayOfMonth !== '*' && dayOfWeek !== '*') {
    return refuse(
      expression,
      'names days of the month and of the week: cron means either, Temporal both at once. ' +
        'Write two expressions for either, or calendars for both',
    );
  }
  const read: Partial<Record<CalendarMember, string>> = {};
  for (const [index, member] of FIELDS.entries()) {
    const values = calendarValues(fields[index] ?? '', member);
    if (!values.ok) return refuse(expression, `does not say when: ${member} ${values.message}`);
    read[member] = calendarText(values.values, member);
  }
  return { ok: true, calendar: tidyCalendar(read) };
}

function refuse(expression: string, why: string): ReadCron {
  return { ok: false, message: `${quote(expression)} ${why}` };
}
