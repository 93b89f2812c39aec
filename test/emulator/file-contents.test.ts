import { parse } from 'csv-parse/sync';
import { afterEach, describe, expect, test } from 'vitest';
import { Session } from './session.ts';

let session: Session;
afterEach(() => session.emulator.close());

const DEFAULTS =
  'marketoGUID,leadId,activityDate,activityTypeId,campaignId,primaryAttributeValueId,primaryAttributeValue,attributes';

const MINUTE = { startAt: '2025-06-01T10:00:00Z', endAt: '2025-06-01T10:00:59Z' };

async function rows(body: object, delimiter = ','): Promise<Record<string, string>[]> {
  const text = await session.text(await session.completed(body));
  return parse(text, { columns: true, delimiter, record_delimiter: '\n' });
}

describe('the file', () => {
  test('begins with the eight default columns and ends each row with LF', async () => {
    session = await Session.start();
    const text = await session.text(await session.completed());
    expect(text.slice(0, text.indexOf('\n'))).toBe(DEFAULTS);
    expect(text.endsWith('\n')).toBe(true);
    expect(text.charCodeAt(0)).not.toBe(0xfeff);
  });

  test('has whole numbers, UTC seconds and JSON where they belong, or a bare null', async () => {
    session = await Session.start();
    for (const row of await rows({})) {
      expect(row['leadId']).toMatch(/^\d+$/);
      expect(row['activityDate']).toMatch(/^2025-06-01T\d\d:\d\d:\d\dZ$/);
      expect(row['campaignId']).toMatch(/^(\d+|null)$/);
      expect(row['primaryAttributeValueId']).toMatch(/^(\d+|null)$/);
      expect(JSON.parse(row['attributes'] ?? '')).toBeTypeOf('object');
    }
  });

  test('never repeats a GUID and mixes digits, long hex and look-alikes of numbers', async () => {
    session = await Session.start();
    const guids = (await rows({})).map((row) => row['marketoGUID'] ?? '');
    expect(new Set(guids).size).toBe(5000);
    for (const form of [/^0\d+$/, /^[0-9a-f]{32}$/, /^\d+e12$/]) {
      expect(guids.some((guid) => form.test(guid))).toBe(true);
    }
  });

  test('holds quotes, newlines, tabs, line separators, emoji and CJK', async () => {
    session = await Session.start();
    const text = (await rows({})).flatMap((row) => Object.values(row)).join('');
    const values = (await rows({})).map((row) => attributeText(row['attributes'])).join('');
    for (const mark of ['\n', '"', '\u2028', '🚀', '日本']) expect(text).toContain(mark);
    for (const mark of ['\n', '\r\n', '"', '\t', '\u2028', '🚀', '日本']) {
      expect(values).toContain(mark);
    }
  });

  test('leaves Delete Lead out', async () => {
    session = await Session.start();
    expect((await rows({})).map((row) => row['activityTypeId'])).not.toContain('37');
  });

  test('is not quite in order of date', async () => {
    session = await Session.start();
    const dates = (await rows({})).map((row) => row['activityDate'] ?? '');
    expect(dates).not.toEqual([...dates].sort());
  });

  test('of a window without rows is the header alone', async () => {
    session = await Session.start({ activitiesPerDay: 1 });
    const exportId = await session.completed({}, MINUTE);
    const [job] = (await session.status(exportId)).json.result ?? [];
    expect(await session.text(exportId)).toBe(`${DEFAULTS}\n`);
    expect(job).toMatchObject({ numberOfRecords: 0, fileSize: DEFAULTS.length + 1 });
  });

  test('of a window without rows can be empty instead', async () => {
    session = await Session.start({ activitiesPerDay: 1, switches: { emptyFile: 'empty' } });
    const exportId = await session.completed({}, MINUTE);
    const [job] = (await session.status(exportId)).json.result ?? [];
    expect(await session.text(exportId)).toBe('');
    expect(job).toMatchObject({ numberOfRecords: 0, fileSize: 0 });
  });
});

describe('fields and formats', () => {
  test('the columns follow the order asked for, under the headers asked for', async () => {
    session = await Session.start();
    const body = {
      fields: ['actionResult', 'leadId', 'marketoGUID'],
      columnHeaderNames: { leadId: 'Lead, "Id"' },
    };
    const text = await session.text(await session.completed(body));
    const [header = '', ...lines] = text.trimEnd().split('\n');
    expect(header).toBe('actionResult,"Lead, ""Id""",marketoGUID');
    expect(lines).toHaveLength(5000);
    for (const line of lines) expect(line).toMatch(/^(succeeded|skipped|failed|null),\d+,\w+$/);
  });

  test.each([
    ['CSV', ',', 'text/csv;charset=UTF-8'],
    ['TSV', '\t', 'text/tab-separated-values'],
    ['SSV', ';', 'text/csv'],
  ])('%s tells the same rows', async (format, delimiter, type) => {
    session = await Session.start({ activitiesPerDay: 500 });
    const reference = await rows({});
    expect(await rows({ format }, delimiter)).toEqual(reference);
    const exportId = await session.completed({ format });
    expect((await session.file(exportId)).headers.get('content-type')).toBe(type);
  });
});

describe('filters', () => {
  test('by type give the rows of these types and all of them', async () => {
    session = await Session.start();
    const all = await rows({});
    const wanted = all.filter((row) => ['1', '13'].includes(row['activityTypeId'] ?? ''));
    const filter = { createdAt: dayOf(), activityTypeIds: [1, 13] };
    expect(await rows({ filter })).toEqual(wanted);
    expect(wanted.length).toBeGreaterThan(1000);
  });

  test.each([
    [[13, 22], 'primaryAttributeValueIds', [21, 61], 'primaryAttributeValueId'],
    [[104], 'primaryAttributeValues', ['SuccessWebCPS'], 'primaryAttributeValue'],
    [[24, 25], 'primaryAttributeValues', ['Line\nbreak list'], 'primaryAttributeValue'],
    [[2], 'primaryAttributeValueIds', [3003], 'primaryAttributeValueId'],
  ])('of types %j by %s %j', async (activityTypeIds, name, values, column) => {
    session = await Session.start({ activitiesPerDay: 20_000 });
    const createdAt = dayOf();
    const wider = await rows({ filter: { createdAt, activityTypeIds } });
    const narrow = await rows({ filter: { createdAt, activityTypeIds, [name]: values } });
    const texts = values.map(String);
    expect(narrow).toEqual(wider.filter((row) => texts.includes(row[column] ?? '')));
    expect(narrow.length).toBeGreaterThan(0);
    expect(narrow.length).toBeLessThan(wider.length);
  });
});

test('both ends of the window are inside', async () => {
  session = await Session.start({ activitiesPerDay: 86_400 });
  const exact = '2025-06-01T10:00:00Z';
  const text = await session.text(await session.completed({}, { startAt: exact, endAt: exact }));
  expect(parse(text, { columns: true })).toMatchObject([{ activityDate: exact }]);
  const wider = { startAt: exact, endAt: '2025-06-01T10:00:02Z' };
  const second = await session.text(await session.completed({}, wider));
  expect(parse(second)).toHaveLength(1 + 3);
});

test('a window that reaches into the future has rows up to the start of processing only', async () => {
  session = await Session.start({ activitiesPerDay: 86_400 });
  const createdAt = { startAt: '2025-06-10T12:00:00Z', endAt: '2025-06-10T13:00:00Z' };
  const exportId = await session.completed({}, createdAt);
  const [job] = (await session.status(exportId)).json.result ?? [];
  expect(job).toMatchObject({ startedAt: '2025-06-10T12:00:30Z', numberOfRecords: 31 });
});

test('late rows are missing from an early export and come with a later one', async () => {
  session = await Session.start({ lateShare: 0.2, lateSeconds: 86_400, tokenLifeSeconds: 1e6 });
  const createdAt = { startAt: '2025-06-10T00:00:00Z', endAt: '2025-06-10T11:59:59Z' };
  const early = new Set((await session.text(await session.completed({}, createdAt))).split('\n'));
  await session.emulator.advance(2 * 86_400);
  const late = new Set((await session.text(await session.completed({}, createdAt))).split('\n'));
  expect(late.size).toBeGreaterThan(early.size);
  expect([...early].filter((line) => !late.has(line))).toEqual([]);
});

test('the same seed gives the same bytes, another seed others', async () => {
  const sums = [];
  for (const seed of [7, 7, 8]) {
    session = await Session.start({ seed });
    const exportId = await session.completed();
    sums.push((await session.status(exportId)).json.result?.[0]?.['fileChecksum']);
    await session.emulator.close();
  }
  expect(sums[0]).toBe(sums[1]);
  expect(sums[0]).not.toBe(sums[2]);
  session = await Session.start();
});

function attributeText(cell: string | undefined): string {
  const attributes = JSON.parse(cell ?? '') as Record<string, unknown>;
  return Object.values(attributes).map(String).join('');
}

function dayOf(): object {
  return { startAt: '2025-06-01T00:00:00Z', endAt: '2025-06-01T23:59:59Z' };
}
