import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { cutAt as cut, lengthSeconds } from '../../../src/domain/interval.ts';
import { startsWithin } from '../../../src/domain/whole-periods.ts';
import { parseWindowText, windowText } from '../../../src/domain/windows.ts';
import { requestJsonSchema } from '../../../src/interface/request-schema.ts';
import { HEADERS_SHAPE } from '../../../src/interface/column-shape.ts';
import { FILTER_SHAPE, PERIOD_SHAPE } from '../../../src/interface/filter-shape.ts';
import { RELATIVE_SHAPE } from '../../../src/interface/relative-shape.ts';
import { OPTIONS_SHAPE } from '../../../src/interface/request-shape.ts';
import { accepted, PERIOD } from './sample-request.ts';

const docs = new URL('../../../docs/', import.meta.url);
const page = readFileSync(new URL('request.md', docs), 'utf8');

function mixed(more: object): object {
  return { filter: { createdAt: { ...PERIOD, ...more } } };
}

describe('docs/request.schema.json', () => {
  const schema = JSON.parse(readFileSync(new URL('request.schema.json', docs), 'utf8')) as object;
  const takes = new Ajv2020({ strict: false }).compile(schema);

  it('is what the schema generates (npm run generate)', () => {
    expect(schema).toEqual(JSON.parse(JSON.stringify(requestJsonSchema())));
  });

  it.each([
    ['a member beside filter', { filter: { createdAt: {} }, activityTypeIds: [2] }],
    [
      'a date without time',
      { filter: { createdAt: { startAt: '2026-10-01', endAt: '2026-10-02' } } },
    ],
    ['a relative period beside dates', mixed({ previous: 'day' })],
    ['a time zone beside dates', mixed({ timeZone: 'UTC' })],
    ['a unit that nobody knows', { filter: { createdAt: { previous: 'year' } } }],
    ['no filter', {}],
    ['a field that nobody knows', { fields: ['x'] }],
  ])('refuses %s', (_name, input) => {
    expect(takes(input)).toBe(false);
  });
});

describe('docs/request.md', () => {
  const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) => text);

  it('shows examples', () => expect(examples.length).toBeGreaterThan(1));

  it.each(examples)('an example is accepted: %s', (text) => {
    expect(accepted(JSON.parse(text))).toMatchObject({ ok: true });
  });

  it.each([
    ...Object.keys(PERIOD_SHAPE).map((name) => `filter.createdAt.${name}`),
    ...Object.keys(RELATIVE_SHAPE).map((name) => `filter.createdAt.${name}`),
    ...Object.keys(FILTER_SHAPE).map((name) => `filter.${name}`),
    ...Object.keys(OPTIONS_SHAPE),
    ...Object.keys(HEADERS_SHAPE),
  ])('tells of %s', (member) => {
    expect(page).toContain(`\`${member}\``);
  });
});

describe('the table of a change of the clocks in docs/request.md', () => {
  const [, section = ''] = page.split('## Relative periods');
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(section) ?? [];
  const rows = [...section.matchAll(/^\| (20\S+) +\| (20\S+) +\| (\d+) /gm)];
  const written = rows.map(([, startAt = '', endAt = '', hours]) => [
    startAt,
    endAt,
    Number(hours),
  ]);

  it('is what its example comes to', () => {
    const { period, cutAt } = accepted(JSON.parse(example)).request;
    const whole = parseWindowText(period);
    const windows = cut(whole, startsWithin(cutAt!, whole)).map((window) => {
      const { startAt, endAt } = windowText(window);
      return [startAt, endAt, lengthSeconds(window) / 3_600];
    });
    expect(written).toEqual(windows);
    expect(windows.length).toBeGreaterThan(2);
  });
});
