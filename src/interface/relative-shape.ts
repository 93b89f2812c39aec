/** The members of a relative period, each by itself. */
import { z } from 'zod';
import { PERIOD_UNITS } from '../domain/calendar.ts';
import { isTimeZone } from '../domain/wall-clock.ts';
import { mismatch, quote } from './fault.ts';
import { MAX_WINDOWS } from './names.ts';
import { wants } from './scalars.ts';
import { didYouMean } from './spelling.ts';

const UNITS = '"hour", "day", "week" or "month"';

/** Units that people ask for and that others are made of. */
const INSTEAD: Readonly<Record<string, string>> = {
  year: 'write "month" with "count": 12',
  quarter: 'write "month" with "count": 3',
  yesterday: 'write "day"',
  daily: 'write "day"',
};

/** Every period is a window at the least, and a request makes at most so many. */
const COUNT = `a whole number from 1 to ${MAX_WINDOWS}`;

const EXAMPLE_ZONE = '"America/Chicago"';

/** IANA name of a time zone. */
export const timeZoneText = z
  .string({ error: wants(`a time zone, such as ${EXAMPLE_ZONE} or "UTC"`) })
  .refine(isTimeZone, { error: ({ input }) => refuseZone(String(input)) });

export const RELATIVE_SHAPE = {
  previous: z
    .enum(PERIOD_UNITS, { error: ({ input }) => refuseUnit(input) })
    .meta({ description: 'Unit of the last whole periods; a week goes from Monday to Sunday.' }),
  count: z
    .int({ error: wants(COUNT) })
    .min(1, { error: wants(COUNT) })
    .max(MAX_WINDOWS, { error: wants(COUNT) })
    .prefault(1)
    .meta({ description: 'How many of them; each is a window of its own at the least.' }),
  timeZone: timeZoneText.prefault('UTC').meta({
    description: 'IANA name of the time zone whose hours, days, weeks or months are meant.',
    examples: ['America/Chicago'],
  }),
};

function refuseUnit(input: unknown): string {
  if (typeof input !== 'string') return mismatch(UNITS, input);
  const name = input.toLowerCase().replace(/s$/, '');
  const instead = Object.hasOwn(INSTEAD, name) ? INSTEAD[name] : undefined;
  const hint = instead === undefined ? didYouMean(input, PERIOD_UNITS) : `; ${instead}.`;
  return `${quote(input)} is no unit of periods${hint || '.'} Known: ${PERIOD_UNITS.join(', ')}`;
}

function refuseZone(name: string): string {
  if (/^(z|(utc|gmt)?[+-].*)$/i.test(name)) {
    return `${quote(name)} is an offset, and offsets change with the seasons; name a zone, such as ${EXAMPLE_ZONE}, or "UTC"`;
  }
  const hint = nearestZone(name);
  if (hint === '' && /^[A-Za-z]{2,5}$/.test(name)) {
    return `${quote(name)} is an abbreviation, which means different zones to different people; write an IANA name, such as ${EXAMPLE_ZONE}`;
  }
  return `${quote(name)} is no time zone that is known here.${hint || ` Write an IANA name, such as ${EXAMPLE_ZONE} or "Europe/Berlin", or "UTC"`}`;
}

/** Of a misspelt name, or of a city without its region. */
function nearestZone(name: string): string {
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  const city = `/${name.trim().replaceAll(' ', '_').toLowerCase()}`;
  const there = zones.find((zone) => zone.toLowerCase().endsWith(city));
  return there === undefined ? didYouMean(name, zones) : ` Did you mean "${there}"?`;
}
