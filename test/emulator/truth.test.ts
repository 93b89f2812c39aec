import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterEach, expect, test } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator/index.ts';
import { Session } from './session.ts';

let session: Session;
afterEach(() => session.emulator.close());

const HOURS = { startAt: '2025-06-01T09:59:59Z', endAt: '2025-06-01T15:00:01Z' };

/** The figures that a completed job shows, and those of its bytes. */
async function exported(body: object, createdAt: object) {
  const exportId = await session.completed(body, createdAt);
  const [job] = (await session.status(exportId)).json.result ?? [];
  const bytes = Buffer.from(await (await session.file(exportId)).arrayBuffer());
  const sum = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  expect(job).toMatchObject({ fileSize: bytes.length, fileChecksum: sum });
  const { fileSize, numberOfRecords, fileChecksum } = job ?? {};
  return { fileSize, numberOfRecords, fileChecksum };
}

test.each<[string, EmulatorOptions, object, object]>([
  ['a window', {}, {}, {}],
  ['another seed', { seed: 99 }, {}, {}],
  ['many a second', { activitiesPerDay: 200_001 }, {}, { activityTypeIds: [2, 12] }],
  ['few a day', { activitiesPerDay: 7 }, {}, {}],
  ['no row at all', { activitiesPerDay: 7 }, {}, { activityTypeIds: [9999] }],
  [
    'an empty file',
    { activitiesPerDay: 7, switches: { emptyFile: 'empty' } },
    {},
    { activityTypeIds: [9999] },
  ],
  ['types', {}, {}, { activityTypeIds: [1, 13] }],
  ['ids', {}, {}, { activityTypeIds: [13, 22], primaryAttributeValueIds: [21, 61] }],
  ['names', {}, {}, { activityTypeIds: [24], primaryAttributeValues: ['Imported, 2024'] }],
  [
    'fields and headers',
    {},
    { fields: ['actionResult', 'leadId'], columnHeaderNames: { leadId: 'Lead, "Id"' } },
    {},
  ],
  ['TSV', {}, { format: 'TSV' }, {}],
  ['SSV', {}, { format: 'SSV' }, {}],
  ['dirty rows', { switches: { dirtyRows: 'all' } }, {}, {}],
  ['GUIDs of digits', { switches: { guids: 'digits' } }, {}, {}],
  ['late rows', { lateShare: 0.5, lateSeconds: 30 * 86_400 }, {}, {}],
])('the truth about %s is what an export gives', async (_name, options, layout, filter) => {
  session = await Session.start(options);
  const truth = await session.emulator.truth({ ...HOURS, ...layout, ...filter });
  const createdAt = HOURS;
  expect(truth).toMatchObject(await exported({ ...layout, filter: { createdAt, ...filter } }, {}));
});

test('the truth follows the clock: rows of the future and late ones come in time', async () => {
  session = await Session.start({ activitiesPerDay: 86_400, lateShare: 0.1, lateSeconds: 600 });
  const query = { startAt: '2025-06-10T11:59:00Z', endAt: '2025-06-10T12:00:59Z' };
  const now = (await session.emulator.truth(query)).numberOfRecords;
  await session.emulator.advance(601 + 60);
  const later = (await session.emulator.truth(query)).numberOfRecords;
  expect([now < 61, later]).toEqual([true, 120]);
  const asOf = await session.emulator.truth({ ...query, asOf: '2025-06-10T12:00:00Z' });
  expect(asOf.numberOfRecords).toBe(now);
});

test('the truth of months is the sum of its days, with no limit of 31', async () => {
  session = await Session.start({ activitiesPerDay: 24 });
  const query = { startAt: '2025-01-01', endAt: '2025-03-31T23:59:59Z' };
  const truth = await session.emulator.truth(query);
  expect(truth.numberOfRecords).toBe(90 * 24);
  expect(Object.values(truth.byType).reduce((sum, rows) => sum + rows)).toBe(90 * 24);
});

test('the rows of the truth are those of the file, in its order', async () => {
  session = await Session.start();
  const text = await session.text(await session.completed({}, HOURS));
  const cells: Record<string, string>[] = parse(text, { columns: true, record_delimiter: '\n' });
  const rows = session.emulator.truthRows(HOURS).map(({ actionResult: _result, ...row }) => row);
  const texts = rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([k, v]) => [k, String(v)])),
  );
  expect(texts).toEqual(cells);
});

test('the truth can be asked for over HTTP, with GUIDs and rows in pages', async () => {
  session = await Session.start();
  const ask = async (path: string) => {
    const query = `startAt=${HOURS.startAt}&endAt=${HOURS.endAt}&activityTypeIds=13,22&primaryAttributeValues=Lead%20Score&primaryAttributeValues=Lead%20Status`;
    const response = await fetch(`${session.emulator.url}/_emulator/truth${path}${query}`);
    return (await response.json()) as Record<string, unknown>;
  };
  const filter = {
    activityTypeIds: [13, 22],
    primaryAttributeValues: ['Lead Score', 'Lead Status'],
  };
  const truth = await session.emulator.truth({ ...HOURS, ...filter, guids: true });
  expect(truth.guids).toHaveLength(truth.numberOfRecords);
  expect(truth.numberOfRecords).toBeGreaterThan(25);
  expect(await ask('?guids=true&')).toEqual(truth);
  const first = await ask('/rows?limit=20&');
  const rest = await ask(`/rows?offset=${String(first['nextOffset'])}&`);
  const rows = [first['rows'], rest['rows']].flat() as { marketoGUID: string }[];
  expect(rows.map((row) => row.marketoGUID)).toEqual(truth.guids);
  expect([first['nextOffset'], rest['nextOffset']]).toEqual([20, null]);
});

test.each(['', '?startAt=2025-01-01&endAt=tomorrow', '?startAt=2025-01-01&endAt=2025-01-02&a=1'])(
  'the truth about "%s" is HTTP 400',
  async (query) => {
    session = await Session.start();
    const response = await fetch(`${session.emulator.url}/_emulator/truth${query}`);
    expect(response.status).toBe(400);
  },
);
