/** Every `sh` block of docs/coverage.md, run as it stands, on a dataset with a gap that real runs have left. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCoverage } from '../../src/ledger/read-coverage.ts';
import { createFileStore } from '../../src/store/file/file-store.ts';
import { extractOutcome } from '../../src/client/extract-outcome.ts';
import { startExtract } from '../../src/client/start-extract.ts';
import { nodeArguments } from '../support/compiled-sources.ts';
import { install, type Installation } from '../support/extraction.ts';
import { fencedBlocks } from '../support/fenced-blocks.ts';
import { spawnShell } from '../support/spawn-shell.ts';
import { temporalAddress } from '../support/temporal-server.ts';

const ROOT = new URL('../../', import.meta.url);
const REF = { instance: 'default', dataset: 'nightly' };
const page = await readFile(new URL('docs/coverage.md', ROOT), 'utf8');
const blocks = fencedBlocks(page).filter(({ language }) => language === 'sh');

let at: Installation;
let bin: string;

beforeAll(async () => {
  at = await install({ emulator: { activitiesPerDay: 20 } });
  bin = await mkdtemp(join(tmpdir(), 'coverage-bin-'));
  const node = [process.execPath, ...nodeArguments('src/starter.ts')];
  const program = `#!/bin/sh\nexec ${node.map((word) => `"${word}"`).join(' ')} "$@"\n`;
  await writeFile(join(bin, 'marketo-extract'), program);
  await chmod(join(bin, 'marketo-extract'), 0o700);
  await exportPeriod('2026-10-01T00:00:00Z', '2026-10-07T23:59:59Z');
  await exportPeriod('2026-10-22T00:00:00Z', '2026-10-24T23:59:59Z');
});

afterAll(async () => {
  await at[Symbol.asyncDispose]();
  await rm(bin, { recursive: true, force: true });
});

async function exportPeriod(startAt: string, endAt: string): Promise<void> {
  const request = {
    filter: { createdAt: { startAt, endAt }, activityTypeIds: [1, 2] },
    dataset: 'nightly',
  };
  const { workflowId } = await startExtract(at.client, request, { taskQueue: at.taskQueue });
  expect(await extractOutcome(at.client, { workflowId })).toMatchObject({ status: 'completed' });
}

async function shell(command: string): Promise<string> {
  const env = {
    PATH: [bin, process.env.PATH].join(delimiter),
    TEMPORAL_ADDRESS: temporalAddress(),
    EXTRACT_TASK_QUEUE: at.taskQueue,
    EXTRACT_DESTINATION: `file:${at.folder}`,
  };
  const ran = spawnShell(command, { cwd: at.folder, env });
  // Not the exit code: coverage says 1 as long as there is a gap.
  await ran.exited;
  return ran.output();
}

function coverage() {
  const store = createFileStore({ root: at.folder });
  return readCoverage(store, REF, { now: Math.floor(Date.now() / 1000) });
}

describe('docs/coverage.md', { timeout: 90_000 }, () => {
  it('shows commands that work, and the requests that they give make a dataset whole', async () => {
    expect(await coverage()).toMatchObject({ whole: false, requests: [{ dataset: 'nightly' }] });
    expect(blocks.length).toBeGreaterThan(2);
    for (const { text } of blocks) expect(await shell(text), text).not.toMatch(/error/i);
    expect(await coverage()).toMatchObject({
      whole: true,
      requests: [],
      period: { startAt: '2026-10-01T00:00:00Z', endAt: '2026-10-24T23:59:59Z' },
    });
    // Paid once: two windows before, and the gap of a fortnight in windows of a week.
    expect(at.emulator.jobs()).toHaveLength(4);
  });
});
