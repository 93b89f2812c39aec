/**
 * `npm run bench -- [--only NAME]… [--rounds N] [--smoke]`: progress on stdout, results in `bench/results`, tables in
 * docs/performance.md. Exit code 0 also when a goal is missed; 1 when a bench failed, 2 for a wrong command line.
 */
import { BENCHES } from './benches.ts';
import type { Bench } from './framework/bench.ts';
import { CommandLineError, readCommandLine, type BenchOptions } from './framework/command-line.ts';
import { readResults, writePage, writeResult } from './framework/files.ts';
import { runBench } from './framework/run-bench.ts';
import { openVenue, type Venue } from './framework/setting.ts';
import { summary } from './framework/table.ts';

const FAILED = 1;
const WRONG_COMMAND_LINE = 2;
const NAMES = BENCHES.map(({ name }) => name);
const say = (line: string) => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const options = readCommandLine(process.argv.slice(2), NAMES);
  const interrupt = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupt.abort());
  const { signal } = interrupt;
  await using venue = await openVenue({ smoke: options.smoke, say });
  for (const bench of chosen(options)) {
    signal.throwIfAborted();
    await runOne(bench, venue, options, signal);
  }
  if (!options.smoke) await writePage(await readResults(NAMES));
}

/** One that fails does not keep the others from running. */
async function runOne(
  bench: Bench,
  venue: Venue,
  options: BenchOptions,
  signal: AbortSignal,
): Promise<void> {
  say(`${bench.name}: ${bench.title}`);
  const begun = performance.now();
  try {
    const result = await runBench(bench, venue, { ...options, say, signal });
    if (!options.smoke) await writeResult(result);
    if (!options.smoke) say(`\n${summary([result])}\n`);
    say(`${bench.name}: done in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  } catch (error) {
    signal.throwIfAborted();
    process.exitCode = FAILED;
    say(`${bench.name}: failed: ${wordsOf(error)}`);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function chosen({ names }: BenchOptions) {
  return BENCHES.filter(({ name }) => names.includes(name));
}

try {
  await main();
} catch (error) {
  const known = error instanceof CommandLineError;
  process.stderr.write(`${known ? error.message : wordsOf(error)}\n`);
  process.exitCode = known ? WRONG_COMMAND_LINE : FAILED;
}
process.exit(); // whatever a bench that broke has left open
