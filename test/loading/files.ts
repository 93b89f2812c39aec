/** Files for the loaders: days of the emulator, with what was seen in files of Marketo, and one written by hand. */
import { cellText } from '../../src/emulator/data/delimited.ts';
import type { Dirt } from '../../src/emulator/data/dirt.ts';
import { Session } from '../emulator/session.ts';

export const HEADER =
  'marketoGUID,leadId,activityDate,activityTypeId,campaignId,primaryAttributeValueId,primaryAttributeValue,attributes\n';

/** A day's file as it comes over HTTP. */
export async function emulatedDay(day: string, dirtyRows: Dirt): Promise<Buffer> {
  const session = await Session.start({ activitiesPerDay: 300, switches: { dirtyRows } });
  try {
    const window = { startAt: `${day}T00:00:00Z`, endAt: `${day}T23:59:59Z` };
    const file = await session.file(await session.completed({}, window));
    return Buffer.from(await file.arrayBuffer());
  } finally {
    await session.emulator.close();
  }
}

export type Cells = readonly (string | number | null)[];

/** Rows of eight cells under the default header, quoted where Marketo quotes. */
export function fileOf(rows: readonly Cells[]): Buffer {
  const lines = rows.map((row) => `${row.map((cell) => cellText(cell, 'CSV')).join(',')}\n`);
  return Buffer.from(HEADER + lines.join(''));
}

/** A row with this value and these attributes; all else alike. */
export function row(guid: string, value: string | null, attributes: unknown = {}): Cells {
  return [guid, 1, '2025-06-06T12:00:00Z', 1, null, 3, value, JSON.stringify(attributes)];
}

/** What the emulator's days have not. */
export const HAND_WRITTEN: readonly Cells[] = [
  row('the-word', 'null', { word: 'null', absent: null }),
  row('NULL', 'NULL'),
  row('Null', 'Null'),
  row('empty', ''),
  row('blanks', '  two  '),
  row('only-quote', '"'),
  row('crlf', 'one\r\ntwo\rthree\nfour'),
  row('ends-with-backslash', 'C:\\'),
  row('backslash-n', 'C:\\new,\\N'),
  row('separators', '\u2028\u2029\u0085'),
  row('emoji', '👩‍👩‍👧 🚀'),
  row('formula', '=1+1'),
  row('letters-u0000', 'x', { path: 'C:\\u0000', other: '\\\\u0000' }),
  row('long', 'x'.repeat(70_000), { long: 'é'.repeat(1_100_000) }),
  ['0000000000000000000123', ...row('', 'a number by its look').slice(1)],
  ['1e5', ...row('', 'another').slice(1)],
  [
    'big',
    '9223372036854775807',
    '2025-06-06T23:59:59Z',
    2147483647,
    '9007199254740993',
    null,
    null,
    '{}',
  ],
  ['dst', 1, '2025-03-09T02:30:00Z', 1, null, null, null, null],
];
