/** One bench from its first case to its last. */
import type { Bench } from './bench.ts';
import { machineFacts } from './machine.ts';
import { measure } from './measure.ts';
import type { BenchResult, CaseResult } from './results.ts';
import { settleMachine } from './settle-machine.ts';
import type { Venue } from './setting.ts';

export interface RunOptions {
  readonly smoke: boolean;
  /** Default: the case's, or the bench's. */
  readonly rounds?: number | undefined;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

export async function runBench(
  bench: Bench,
  venue: Venue,
  { smoke, rounds, say, signal }: RunOptions,
): Promise<BenchResult> {
  await using open = await venue.forBench(bench.name);
  const cases: CaseResult[] = [];
  for await (const one of bench.cases(open.setting)) {
    const times = rounds ?? (smoke ? 1 : (one.rounds ?? bench.rounds));
    const settle = smoke ? {} : { settle: () => settleMachine(one) };
    cases.push(await measure(one, { rounds: times, judged: !smoke, ...settle, say, signal }));
  }
  const { name, title, goal } = bench;
  return {
    version: 1,
    bench: name,
    title,
    goal,
    date: new Date().toISOString().slice(0, 10),
    machine: machineFacts(venue.folder),
    tools: open.tools,
    cases,
    skipped: open.skipped,
  };
}
