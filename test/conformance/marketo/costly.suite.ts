/** More exports and a large body: only where costs do not matter. */
import { expect, it } from 'vitest';
import { about, EXPORT, hasEnded, isCancelled, jobOf, verdictOf } from './exports.ts';
import type { Current, Run } from './run.ts';

/** Nobody had a Marketo instance then. */
const BEFORE_MARKETO = { startAt: '2001-01-01T00:00:00Z', endAt: '2001-01-01T00:00:59Z' };

export function costlySuite(current: Current): void {
  it('a queued job is cancelled and keeps its queuedAt', async () => {
    const { exports, target, wire } = current();
    const exportId = idOf(jobOf(await exports.create({ filter: { createdAt: target.window } })));
    jobOf(await exports.enqueue(exportId));
    const job = jobOf(await wire.call(about(exportId, 'cancel')));
    expect(isCancelled(job)).toBe(true);
    current().observed.compare(
      '§2.4',
      'queuedAt of a cancelled job',
      'kept',
      job['queuedAt'] == null ? 'gone' : 'kept',
    );
  });

  it('a window without records is completed with 0 of them', async () => {
    const { observed } = current();
    const { job, text } = await exported(current(), { filter: { createdAt: BEFORE_MARKETO } });
    expect(job).toMatchObject({ status: 'Completed', numberOfRecords: 0 });
    const what = text === '' ? 'empty' : text.startsWith('marketoGUID') ? 'header' : 'other';
    observed.compare('§8.7', 'file of no records', 'header', what);
    expect(job['fileSize']).toBe(Buffer.byteLength(text));
  });

  it.each([
    ['TSV', '\t', 'text/tab-separated-values'],
    ['SSV', ';', 'text/csv'],
  ])('the delimiter and Content-Type of %s are written down', async (format, delimiter, type) => {
    const { observed, target } = current();
    const filter = { createdAt: target.window };
    const { text, contentType } = await exported(current(), { filter, format });
    const found = /^marketoGUID(.)leadId/.exec(text)?.[1];
    observed.compare(
      '§2.7',
      `delimiter of ${format}`,
      JSON.stringify(delimiter),
      JSON.stringify(found ?? 'none'),
    );
    observed.compare('§8.32', `Content-Type of ${format}`, type, contentType);
  });

  it('a body over 1 MB is HTTP 413', async () => {
    const { wire } = current();
    const reply = await wire.call({
      method: 'POST',
      path: `${EXPORT}/create.json`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ filter: {}, padding: 'x'.repeat(1_100_000) }),
    });
    expect([reply.status, verdictOf(reply)]).toEqual([413, 'HTTP 413']);
  });
}

function idOf(job: Readonly<Record<string, unknown>>): string {
  return String(job['exportId']);
}

async function exported({ exports, wire }: Run, body: object) {
  const exportId = idOf(jobOf(await exports.create(body)));
  jobOf(await exports.enqueue(exportId));
  const job = await exports.follow(exportId, hasEnded);
  const file = await wire.call(about(exportId, 'file'));
  return {
    job,
    text: file.bytes.toString('utf8'),
    contentType: file.header('content-type') ?? 'none',
  };
}
