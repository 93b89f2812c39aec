/**
 * `npm run chaos -- --seed S --windows N --minutes M [--evidence FILE]`: progress on stderr, one JSON object on stdout,
 * exit code 1 on a breach, 2 on trouble of its own.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findTemporalExecutable } from '../../src/temporal-cli/find-executable.ts';
import { bundleWorkflows } from '../../src/worker/workflow-bundle.ts';
import { runChaos } from './chaos.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    windows: { type: 'string', default: '100' },
    minutes: { type: 'string', default: '5' },
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

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new Error(`--${name} is a number above 0, got ${JSON.stringify(text)}`);
}
