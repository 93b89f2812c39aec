import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Session } from './session.ts';

interface ListedType {
  readonly id: number;
  readonly name: string;
  readonly apiName?: string;
  readonly primaryAttribute?: { readonly name: string; readonly dataType: string };
  readonly attributes: readonly { readonly name: string; readonly dataType: string }[];
}

let session: Session;
let types: readonly ListedType[];
let rows: readonly Record<string, string>[];
beforeAll(async () => {
  session = await Session.start({ activitiesPerDay: 20_000 });
  const { json } = await session.call('GET', '/rest/v1/activities/types.json');
  types = json.result as unknown as ListedType[];
  rows = parse(await session.text(await session.completed()), { columns: true });
});
afterAll(() => session.emulator.close());

/** §5.1: those of which attributes are known; §5.2: those with a name. */
const WITH_ATTRIBUTES = [
  1, 2, 3, 6, 7, 8, 9, 10, 11, 12, 13, 22, 24, 25, 27, 32, 37, 38, 46, 47, 100, 104, 113, 114, 115,
  123, 155, 100_001,
];
const NAMED = [
  19, 21, 23, 26, 28, 29, 30, 31, 34, 35, 36, 39, 40, 41, 42, 43, 44, 45, 48, 101, 102, 106, 108,
  110, 111, 112, 131, 132, 133, 145, 147, 300, 400, 401, 405,
];

test('types.json lists every type of which the name is known, once', () => {
  const ids = types.map(({ id }) => id).sort((one, other) => one - other);
  expect(ids).toEqual([...WITH_ATTRIBUTES, ...NAMED].sort((one, other) => one - other));
});

test.each([
  [1, 'Visit Webpage', 'Webpage ID', 'Search Query'],
  [13, 'Change Data Value', 'Attribute Name', 'Old Value'],
  [104, 'Change Status in Progression', 'Program ID', 'Program Member ID'],
  [155, 'Execute Campaign', 'Campaign ID', 'Qualified'],
  [12, 'New Lead', undefined, 'Source Type'],
])('type %i is %s with its attributes', (id, name, primary, attribute) => {
  const type = types.find((each) => each.id === id);
  expect(type?.name).toBe(name);
  expect(type?.primaryAttribute?.name).toBe(primary);
  expect(type?.attributes.map((each) => each.name)).toContain(attribute);
});

test('only custom types have an apiName', () => {
  expect(types.filter(({ apiName }) => apiName !== undefined).map(({ id }) => id)).toEqual([
    100_001,
  ]);
});

test('every type with attributes happens on a busy day, except Delete Lead', () => {
  const happened = new Set(rows.map((row) => Number(row['activityTypeId'])));
  const expected = WITH_ATTRIBUTES.filter((id) => id !== 37);
  expect([...happened].sort((one, other) => one - other)).toEqual(expected);
});

test('visits, mails, changed values, scores and campaigns are three rows of four or more', () => {
  const usual = new Set(['1', '6', '7', '10', '13', '22', '155']);
  const count = rows.filter((row) => usual.has(row['activityTypeId'] ?? '')).length;
  expect(count / rows.length).toBeGreaterThan(0.75);
});

test('rows have only the attributes that types.json gives their type', () => {
  const known = new Map(
    types.map(({ id, attributes }) => [id, attributes.map((each) => each.name)]),
  );
  for (const row of rows) {
    const names = Object.keys(JSON.parse(row['attributes'] ?? '') as object);
    const foreign = names.filter(
      (name) => !known.get(Number(row['activityTypeId']))?.includes(name),
    );
    expect(foreign).toEqual([]);
  }
});
