/**
 * `npm run chaos -- --seed S --windows N --minutes M [--store s3] [--evidence FILE]`: progress on stderr, one JSON object on stdout,
 * exit code 1 on a breach, 2 on trouble of its own.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findTemporalExecutable } from '../../src/temporal-cli/find-executable.ts';
import { bundleWorkflows } from '../../src/worker/workflow-bundle.ts';
import { runChaos } from './chaos.ts';
import { STORAGE_KINDS, type StorageKind } from './storage/kinds.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    windows: { type: 'string', default: '100' },
    minutes: { type: 'string', default: '5' },
    store: { type: 'string', default: 'file' },
    evidence: { type: 'string' },
  },
});

const interrupt = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupt.abort());

const say = (line: string) => void process.stderr.write(`${line}\n`);
const folder = await mkdtemp(join(tmpdir(), 'extract-chaos-bundle-'));
try {
  const { path: executable } = await findTemporalExecutable({ log: say });
  const workflowBundle = join(folder, 'workflow-bundle.js');
  await writeFile(workflowBundle, await bundleWorkflows());
  const report = await runChaos({
    seed: positive('seed', values.seed),
    windows: positive('windows', values.windows),
    minutes: positive('minutes', values.minutes),
    store: storageKind(values.store),
    executable,
    workflowBundle,
    say,
    evidenceFile: values.evidence,
    signal: interrupt.signal,
  });
  process.stdout.write(`${JSON.stringify(report)}\n`);
  process.exitCode = report.breaches.length === 0 ? 0 : 1;
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 2;
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exit(); // whatever a run that broke has left open

function storageKind(text: string): StorageKind {
  const kind = STORAGE_KINDS.find((each) => each === text);
  if (kind !== undefined) return kind;
  throw new Error(`--store is ${STORAGE_KINDS.join(' or ')}, got ${JSON.stringify(text)}`);
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new Error(`--${name} is a number above 0, got ${JSON.stringify(text)}`);
}
