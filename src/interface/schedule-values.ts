/** The times of a schedule as cron writes them: `6`, `"6-18/4"`, `"MON-FRI"`; what they mean, and one text for each meaning. */
import { quote } from './fault.ts';
import { CALENDAR_FIELDS } from './schedule-calendar.ts';
import type { CalendarField, CalendarMember } from './schedule-calendar.ts';

export interface CalendarRange {
  readonly start: number;
  /** Belongs to it. */
  readonly end: number;
  readonly step: number;
}

export type CalendarValues =
  | { readonly ok: true; readonly values: readonly number[] }
  | { readonly ok: false; readonly message: string };

/** What a field's text means, ascending. */
export function calendarValues(text: string, member: CalendarMember): CalendarValues {
  const field: CalendarField = CALENDAR_FIELDS[member];
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const range = readRange(part.trim(), field, member);
    if (typeof range === 'string') return { ok: false, message: `${quote(text)} ${range}` };
    for (let value = range.start; value <= range.end; value += range.step) {
      // Sunday is 0 and 7, as cron has it.
      values.add(member === 'dayOfWeek' ? value % 7 : value);
    }
  }
  return { ok: true, values: [...values].toSorted((a, b) => a - b) };
}

function readRange(
  text: string,
  field: CalendarField,
  member: CalendarMember,
): CalendarRange | string {
  const max = member === 'dayOfWeek' ? 7 : field.max;
  const known = `${member} goes from ${field.min} to ${max}${field.names === undefined ? '' : ` or ${field.names.join(', ')}`}`;
  const [, from = '', to, every = '1'] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(text) ?? [];
  if (from === '') {
    return `is no list of values such as "6", "6,18", "6-18" or "*/4"; ${known}`;
  }
  const start = from === '*' ? field.min : valueOf(from, field, max);
  // A lone start with a step goes on to the end, as in cron.
  const open = from === '*' || (to === undefined && text.includes('/'));
  const end = to === undefined ? (open ? field.max : start) : valueOf(to, field, max);
  if (start === undefined || end === undefined || (from === '*' && to !== undefined)) {
    return `names what there is not; ${known}`;
  }
  if (end < start) return `ends before it begins; ${known}`;
  const step = Number(every);
  return step < 1 ? 'has a step of 0' : { start, end, step };
}

function valueOf(text: string, { min, names }: CalendarField, max: number): number | undefined {
  const named = names?.indexOf(text.toUpperCase().slice(0, 3)) ?? -1;
  if (named >= 0 && text.length >= 3) return min + named;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

/** As few ranges as say the same; none for every year, as Temporal has it. */
export function calendarRanges(
  values: readonly number[],
  member: CalendarMember,
): readonly CalendarRange[] {
  const { min, max } = CALENDAR_FIELDS[member];
  const [first = min, second = first] = values;
  const step = second - first;
  const even = values.every((value, index) => value === first + index * step);
  if (values.length === max - min + 1) return [{ start: min, end: max, step: 1 }];
  if (values.length > 2 && even) return [{ start: first, end: values.at(-1) ?? first, step }];
  return runsOf(values);
}

function runsOf(values: readonly number[]): CalendarRange[] {
  const runs: CalendarRange[] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last?.end === value - 1) runs[runs.length - 1] = { ...last, end: value };
    else runs.push({ start: value, end: value, step: 1 });
  }
  return runs;
}

/** One text for one meaning. */
export function calendarText(values: readonly number[], member: CalendarMember): string {
  const field: CalendarField = CALENDAR_FIELDS[member];
  const name = (value: number) => field.names?.[value - field.min] ?? String(value);
  return calendarRanges(values, member)
    .map(({ start, end, step }) => {
      if (start === field.min && end + step > field.max) return step === 1 ? '*' : `*/${step}`;
      const range = start === end ? name(start) : `${name(start)}-${name(end)}`;
      return step === 1 ? range : `${range}/${step}`;
    })
    .join(',');
}
