import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { install } from '../support/extraction.ts';
import { requestFor, runExtract } from '../support/requests.ts';

const MIB = 1024 * 1024;
/** An activity is about 340 bytes of CSV. */
const ROWS_PER_100_MB = 300_000;

it.skipIf(process.platform !== 'linux')(
  'a worker needs no more memory for a file of 1 GB than for one of 100 MB (peaks of /proc, so Linux only)',
  async () => {
    const small = await peakResidentBytes(ROWS_PER_100_MB);
    const large = await peakResidentBytes(10 * ROWS_PER_100_MB);
    expect(small.bytes).toBeGreaterThan(90_000_000);
    expect(large.bytes).toBeGreaterThan(900_000_000);
    expect((large.peakBytes - small.peakBytes) / MIB).toBeLessThan(64);
  },
  300_000,
);

/** Exports one file with a fresh worker process and answers the most memory that it ever had. */
async function peakResidentBytes(activitiesPerDay: number) {
  await using at = await install({
    workers: 1,
    emulator: { activitiesPerDay, quotaBytes: null },
    env: { EXTRACT_HEARTBEAT_TIMEOUT: '15s' },
  });
  const { pid } = at.workers[0]!;
  // Making the workflow bundle at start is a peak of its own that would hide the one looked for.
  await writeFile(`/proc/${pid}/clear_refs`, '5');
  const { bytes } = await runExtract(at, requestFor('2026-10-01', '2026-10-01'));
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, kibibytes = ''] = /VmHWM:\s+(\d+) kB/.exec(status) ?? [];
  return { bytes, peakBytes: Number(kibibytes) * 1024 };
}
