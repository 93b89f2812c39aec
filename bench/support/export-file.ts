/** A file as Marketo would send it, of any size: what the emulator makes of a day, repeated. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { type EmulatorOptions, startEmulator } from '../../src/emulator/index.ts';
import { RecordCounter } from '../../src/domain/record-counter.ts';
import { createMarketoClient } from '../../src/marketo/client.ts';

export interface ExportFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly records: number;
}

const LINE_FEED = 0x0a;
/** Some megabytes: text of every kind that the emulator knows, and few writes. */
const ROWS_OF_A_DAY = 12_000;

/** Whole records, so a little less than `bytes`. */
export async function makeExportFile(path: string, bytes: number): Promise<ExportFile> {
  const { header, rows, recordsIn } = await aDay();
  const times = Math.max(1, Math.floor((bytes - header.length) / rows.length));
  const whole = times * rows.length + header.length <= bytes;
  const body = whole ? rows : firstRecords(rows, bytes - header.length);
  const hash = createHash('sha256').update(header);
  const file = await open(path, 'w');
  try {
    await file.writeFile(header);
    for (let time = 0; time < times; time += 1) {
      await file.writeFile(body);
      hash.update(body);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return {
    path,
    bytes: header.length + times * body.length,
    sha256: hash.digest('hex'),
    records: times * (whole ? recordsIn : recordsOf(body)),
  };
}

/** Jobs are done as soon as they are enqueued. */
const AT_ONCE: EmulatorOptions = {
  startTime: '2026-11-20T12:00:00Z',
  activitiesPerDay: ROWS_OF_A_DAY,
  queueSeconds: 0,
  processingSeconds: 0,
  statusLagSeconds: 0,
  callsPerSpan: null,
};

let made: Promise<Awaited<ReturnType<typeof askEmulator>>> | undefined;

/** Asked for once in a run. */
function aDay() {
  return (made ??= askEmulator());
}

async function askEmulator() {
  const emulator = await startEmulator(AT_ONCE);
  const { url, clientId, clientSecret } = emulator;
  const marketo = createMarketoClient({ baseUrl: url, clientId, clientSecret });
  try {
    const day = { startAt: '2026-10-01T00:00:00Z', endAt: '2026-10-01T23:59:59Z' };
    const { value: job } = await marketo.createExport({ filter: { createdAt: day } });
    await marketo.enqueueExport(job.exportId);
    await emulator.settle();
    const { body } = await marketo.openFile(job.exportId, { start: 0 });
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(Uint8Array.from(chunk));
    const file = Buffer.concat(chunks);
    const end = file.indexOf(LINE_FEED) + 1;
    const rows = file.subarray(end);
    return { header: file.subarray(0, end), rows, recordsIn: recordsOf(rows) };
  } finally {
    await marketo.close();
    await emulator.close();
  }
}

/** As many whole records as fit; at least one. */
function firstRecords(rows: Buffer, bytes: number): Buffer {
  let end = 0;
  for (let at = rows.indexOf(LINE_FEED) + 1; at > 0; at = rows.indexOf(LINE_FEED, at) + 1) {
    const isRecord = quotesIn(rows.subarray(end, at)) % 2 === 0;
    if (isRecord && end > 0 && at > bytes) break;
    if (isRecord) end = at;
  }
  return rows.subarray(0, end);
}

function quotesIn(bytes: Buffer): number {
  let quotes = 0;
  for (const byte of bytes) if (byte === 0x22) quotes += 1;
  return quotes;
}

/** Of rows without a header: the counter takes the first one for it. */
function recordsOf(rows: Buffer): number {
  const counter = new RecordCounter();
  counter.update(rows);
  return counter.records + 1;
}
