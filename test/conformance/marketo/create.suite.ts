/** Contract §2.2, §3 and §8.1–2: what a create accepts. Accepted jobs are cancelled at once, none is enqueued. */
import { expect, it } from 'vitest';
import { messageOf, verdictOf } from './exports.ts';
import type { Current } from './run.ts';

const DAY_MS = 86_400_000;
const COLUMNS = ['marketoGUID', 'activityDate'];

function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** A filter for so many milliseconds that ended some days ago. */
function lasting(ms: number, endedDaysAgo = 2) {
  const endMs = Date.now() - endedDaysAgo * DAY_MS;
  return { createdAt: { startAt: instant(endMs - ms), endAt: instant(endMs) } };
}

const HOUR = () => lasting(3_600_000);

/** The two ends of an hour, written in another form. */
function written(form: (instant: string) => string) {
  const { startAt, endAt } = HOUR().createdAt;
  return { filter: { createdAt: { startAt: form(startAt), endAt: form(endAt) } } };
}

function manyValues(count: number) {
  const ids = Array.from({ length: count }, (_, index) => index + 1);
  return { ...HOUR(), activityTypeIds: [13], primaryAttributeValueIds: ids };
}

/** Documented, or in use by many. */
const ACCEPTED: readonly (readonly [string, () => object])[] = [
  ['dates in UTC', () => ({ filter: HOUR() })],
  ['exactly 31 days', () => ({ filter: lasting(31 * DAY_MS) })],
  ['types', () => ({ filter: { ...HOUR(), activityTypeIds: [1, 12] } })],
  ['50 values', () => ({ filter: manyValues(50) })],
  ['fields, also attributes', () => ({ filter: HOUR(), fields: [...COLUMNS, 'attributes'] })],
  ['actionResult', () => ({ filter: HOUR(), fields: ['actionResult'] })],
  [
    'names for columns',
    () => ({ filter: HOUR(), fields: COLUMNS, columnHeaderNames: { activityDate: 'when' } }),
  ],
  ...['CSV', 'TSV', 'SSV'].map((format) => [format, () => ({ filter: HOUR(), format })] as const),
];

/** Not documented: the emulator's choice, and the body. */
const OPEN: readonly (readonly [string, string, string, () => object])[] = [
  [
    '§2.2',
    'no fields, format, columnHeaderNames: null',
    'accepted',
    () => ({ filter: HOUR(), fields: null, format: null, columnHeaderNames: null }),
  ],
  ['§8.22', 'unknown members', 'accepted', () => ({ filter: HOUR(), anything: { at: 'all' } })],
  ['§2.2', 'unknown fields', '1003', () => ({ filter: HOUR(), fields: ['a', 'b'] })],
  [
    '§2.2',
    'a name for a column that is not there',
    '1003',
    () => ({ filter: HOUR(), fields: COLUMNS, columnHeaderNames: { leadId: 'x' } }),
  ],
  ['§8.2', 'no filter', '1003', () => ({})],
  ['§8.2', 'a filter without createdAt', '1003', () => ({ filter: { activityTypeIds: [1] } })],
  ['§8.2', 'a filter in a list', '1003', () => ({ filter: [HOUR()] })],
  ['§8.1', '31 days and a second', '1003', () => ({ filter: lasting(31 * DAY_MS + 1000) })],
  ['§8.1', '51 values', '1003', () => ({ filter: manyValues(51) })],
  [
    '§8.1',
    'both primary filters',
    '1003',
    () => ({ filter: { ...manyValues(1), primaryAttributeValues: ['x'] } }),
  ],
  [
    '§8.1',
    'a primary filter without types',
    '1003',
    () => ({ filter: { ...HOUR(), primaryAttributeValueIds: [1] } }),
  ],
  [
    '§8.1',
    'a primary filter with types of two groups',
    '1003',
    () => ({ filter: { ...manyValues(1), activityTypeIds: [13, 24] } }),
  ],
  ['§8.1', 'type 37', '1003', () => ({ filter: { ...HOUR(), activityTypeIds: [37] } })],
  ['§3.1', 'no types in the list', '1003', () => ({ filter: { ...HOUR(), activityTypeIds: [] } })],
  ['§8.1', 'startAt after endAt', '1003', () => ({ filter: lasting(-DAY_MS) })],
  ['§3.2', 'startAt = endAt', 'accepted', () => ({ filter: lasting(0) })],
  ['§3.2', 'an endAt in the future', 'accepted', () => ({ filter: lasting(2 * DAY_MS, -1) })],
  ['§8.1', 'a date that is none', '1003', () => written(() => 'yesterday')],
  ['§3.2', 'an offset', 'accepted', () => written((text) => text.replace('Z', '-08:00'))],
  ['§3.2', '+0000', 'accepted', () => written((text) => text.replace('Z', '+0000'))],
  ['§3.2', 'milliseconds', 'accepted', () => written((text) => text.replace('Z', '.000Z'))],
  ['§3.2', 'no zone', 'accepted', () => written((text) => text.replace('Z', ''))],
  ['§3.2', 'a date alone', 'accepted', () => written((text) => text.slice(0, 10))],
];

export function createSuite(current: Current): void {
  it.each(ACCEPTED)('a create with %s is accepted', async (_what, body) => {
    const reply = await current().exports.tryCreate(body());
    expect(verdictOf(reply), messageOf(reply)).toBe('accepted');
  });

  it.each(OPEN)('%s: a create with %s is answered', async (section, what, chosen, body) => {
    const { exports, observed } = current();
    const reply = await exports.tryCreate(body());
    const verdict = verdictOf(reply);
    expect(verdict).toMatch(/^(accepted|\d+)$/);
    observed.compare(section, `create with ${what}`, chosen, verdict);
    if (verdict !== 'accepted') observed.note(section, `words for ${what}`, messageOf(reply));
  });
}
