/** Contract §2.6 and §2.7: the file of the main export, whole and in ranges. */
import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { about } from './exports.ts';
import { mainOf, type Current, type Run } from './run.ts';
import type { Reply } from './wire.ts';

const COLUMNS = [
  'marketoGUID',
  'leadId',
  'activityDate',
  'activityTypeId',
  'campaignId',
  'primaryAttributeValueId',
  'primaryAttributeValue',
  'attributes',
];

export function fileSuite(current: Current): void {
  it('has as many bytes as the job says, with the SHA-256 that it says', async () => {
    const { main, wire } = current();
    const reply = await wire.call(about(main.exportId ?? '', 'file'));
    expect(reply.status).toBe(200);
    main.file = reply.bytes;
    const job = main.job ?? {};
    expect(reply.bytes.byteLength).toBe(job['fileSize']);
    expect(`sha256:${createHash('sha256').update(reply.bytes).digest('hex')}`).toBe(
      job['fileChecksum'],
    );
    noteHeaders(current(), reply);
  });

  it('has a header and as many records as the job says', () => {
    const { file, job } = mainOf(current());
    const [header, ...records] = cellsOf(file);
    expect(records).toHaveLength(Number(job['numberOfRecords']));
    for (const column of header ?? []) expect(COLUMNS).toContain(column);
    current().observed.compare('§2.2', 'columns', COLUMNS.join(','), (header ?? []).join(','));
  });

  it('has only rows of its window, with their dates in UTC and their attributes as a JSON object', () => {
    const { observed, target } = current();
    const [header = [], ...records] = cellsOf(mainOf(current()).file);
    const column = (record: string[], name: string) => record[header.indexOf(name)] ?? '';
    for (const record of records) {
      const date = column(record, 'activityDate');
      expect(date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(date >= target.window.startAt && date <= target.window.endAt).toBe(true);
      expect(isObject(column(record, 'attributes'))).toBe(true);
    }
    const digits = records.every((record) => /^\d+$|^null$/.test(column(record, 'campaignId')));
    observed.compare('§2.7', 'campaignId', 'digits or null', digits ? 'digits or null' : 'other');
  });

  it('writes down its encoding and its line ends', () => {
    const { observed } = current();
    const { file } = mainOf(current());
    const bom = file.subarray(0, 3).toString('hex') === 'efbbbf';
    observed.compare('§2.7', 'byte order mark', 'none', bom ? 'present' : 'none');
    const firstLine = file.subarray(0, file.indexOf('\n'));
    observed.compare('§2.7', 'line ends', 'LF', firstLine.at(-1) === 13 ? 'CR LF' : 'LF');
    observed.compare('§2.7', 'last line', 'ended', file.at(-1) === 10 ? 'ended' : 'open');
  });

  it.each([
    ['the first ten bytes', () => [0, 9]],
    ['one byte', () => [3, 3]],
    ['the middle', (size: number) => [10, Math.max(10, size >> 1)]],
    ['the last byte', (size: number) => [size - 1, size - 1]],
    ['an open end', (size: number) => [7, size - 1, '7-']],
    ['an open end from byte 0', (size: number) => [0, size - 1, '0-']],
  ] as const)('gives a range of %s, both ends included, as 206', async (_what, rangeOf) => {
    const { file } = mainOf(current());
    const [start, end, text] = rangeOf(file.byteLength) as [number, number, string?];
    const reply = await ranged(current(), `bytes=${text ?? `${start}-${end}`}`);
    expect(reply.status).toBe(206);
    expect(reply.header('content-range')).toBe(`bytes ${start}-${end}/${file.byteLength}`);
    expect(reply.header('content-length')).toBe(String(end - start + 1));
    expect(reply.header('accept-ranges')).toBe('bytes');
    expect(reply.bytes.equals(file.subarray(start, end + 1))).toBe(true);
  });

  it.each([
    [
      '§2.6',
      'a range that ends past the end',
      (size: number) => `bytes=1-${size + 9}`,
      '206 clipped',
    ],
    ['§8.6', 'a range that starts at the end', (size: number) => `bytes=${size}-`, '416'],
    ['§8.6', 'a range past the end', (size: number) => `bytes=${size + 5}-${size + 9}`, '416'],
    ['§8.30', 'bytes=0--1', () => 'bytes=0--1', '200 whole'],
    ['§8.30', 'bytes=9-3', () => 'bytes=9-3', '200 whole'],
    ['§8.30', 'bytes=abc', () => 'bytes=abc', '200 whole'],
    ['§2.6', 'the last five bytes, bytes=-5', () => 'bytes=-5', '200 whole'],
    ['§2.6', 'two ranges', () => 'bytes=0-1,4-5', '200 whole'],
  ] as const)('%s: answers %s in some way', async (section, what, header, chosen) => {
    const { file } = mainOf(current());
    const reply = await ranged(current(), header(file.byteLength));
    current().observed.compare(section, what, chosen, shapeOf(reply, file));
  });
}

function cellsOf(file: Buffer): string[][] {
  // Marketo has been seen to leave quotes unescaped in the middle of a cell.
  return parse(file, { record_delimiter: '\n', relax_quotes: true });
}

function isObject(text: string): boolean {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ranged({ main, wire }: Run, range: string): Promise<Reply> {
  return wire.call({ ...about(main.exportId ?? '', 'file'), headers: { range } });
}

/** Status, and how the body relates to the file. */
function shapeOf({ status, bytes, header }: Reply, file: Buffer): string {
  if (status === 416) {
    return header('content-range') === `bytes */${file.byteLength}`
      ? '416'
      : '416 without bytes */total';
  }
  if (bytes.equals(file)) return `${status} whole`;
  return bytes.equals(file.subarray(1))
    ? `${status} clipped`
    : `${status}, ${bytes.byteLength} bytes`;
}

function noteHeaders({ observed }: Run, reply: Reply): void {
  const seen = (name: string) => reply.header(name) ?? 'none';
  observed.compare(
    '§8.15',
    'Content-Type of a CSV file',
    'text/csv;charset=UTF-8',
    seen('content-type'),
  );
  observed.compare('§2.6', 'Accept-Ranges of a whole file', 'bytes', seen('accept-ranges'));
  const length = reply.header('content-length') === undefined ? 'absent' : 'present';
  observed.compare('§2.6', 'Content-Length of a whole file', 'present', length);
  observed.compare('§2.6', 'Content-Encoding of a file', 'none', seen('content-encoding'));
  const validators = ['etag', 'last-modified'].filter((name) => reply.header(name) !== undefined);
  observed.compare('§2.6', 'ETag, Last-Modified', 'none', validators.join(', ') || 'none');
}
