/** Lets the contestants of a case take turns, and judges what came of it. */
import type { Case, Contestant, Goal, Sample } from './bench.ts';
import type { CaseResult, Series } from './results.ts';
import { paired, spreadOf, type Spread } from './statistics.ts';

const LONGEST_RUN_MS = 120_000;

export interface MeasureOptions {
  readonly rounds: number;
  readonly judged: boolean;
  /** Before each run, outside of its time. */
  readonly settle?: () => Promise<void>;
  readonly say: (line: string) => void;
  /** Ends the run at hand. */
  readonly signal: AbortSignal;
}

/** Rejects when a run fails, takes too long, or `signal` aborts. */
export async function measure(one: Case, options: MeasureOptions): Promise<CaseResult> {
  const contestants = [
    one.subject,
    ...(one.against === undefined ? [] : [one.against]),
    ...(one.alongside ?? []),
  ];
  const samples = contestants.map((): Sample[] => []);
  for (let round = 0; round < options.rounds; round += 1) {
    // Whoever begins a round has the machine as the round before left it: each begins in turn.
    for (let turn = 0; turn < contestants.length; turn += 1) {
      const at = (round + turn) % contestants.length;
      const contestant = contestants[at];
      if (contestant === undefined) continue;
      await options.settle?.();
      const sample = await bounded(contestant, one.limitMs ?? LONGEST_RUN_MS, options.signal);
      samples[at]?.push(sample);
      const value = sample.value.toPrecision(4);
      options.say(
        `  ${one.name}, round ${round + 1}/${options.rounds}: ${contestant.name} ${value} ${one.unit}`,
      );
    }
  }
  const series = contestants.map(({ name }, at) => seriesOf(name, samples[at] ?? []));
  return assemble(one, series, options.judged);
}

async function bounded(
  { name, run }: Contestant,
  limitMs: number,
  outer: AbortSignal,
): Promise<Sample> {
  const signal = AbortSignal.any([outer, AbortSignal.timeout(limitMs)]);
  const ended = new Promise<never>((_resolve, reject) => {
    const end = () => {
      const late = outer.aborted ? 'interrupted' : `not done within ${limitMs / 1000} s`;
      reject(new Error(`${name}: ${late}`));
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  return Promise.race([run(signal), ended]);
}

function seriesOf(name: string, samples: readonly Sample[]): Series {
  const values = samples.map(({ value }) => value);
  const cpu = samples.flatMap(({ cpuSeconds }) => (cpuSeconds === undefined ? [] : [cpuSeconds]));
  const figures = figuresOf(samples);
  return {
    name,
    values,
    ...spreadOf(values),
    ...(cpu.length === 0 ? {} : { cpuSeconds: spreadOf(cpu).median }),
    ...(Object.keys(figures).length === 0 ? {} : { figures }),
  };
}

function figuresOf(samples: readonly Sample[]): Record<string, number> {
  const names = new Set(samples.flatMap(({ figures = {} }) => Object.keys(figures)));
  return Object.fromEntries(
    [...names].map((name) => {
      const told = samples.flatMap(({ figures }) => figures?.[name] ?? []);
      return [name, spreadOf(told).median];
    }),
  );
}

function assemble(one: Case, series: readonly Series[], judged: boolean): CaseResult {
  const [subject] = series;
  if (subject === undefined) throw new Error(`${one.name}: nobody took part`);
  const against = one.against === undefined ? undefined : series[1];
  const compared = against === undefined ? {} : comparisons(subject, against);
  const result = {
    name: one.name,
    unit: one.unit,
    subject,
    ...(against === undefined ? {} : { against }),
    alongside: series.slice(against === undefined ? 1 : 2),
    ...compared,
    ...(one.goal === undefined ? {} : { goal: one.goal }),
  };
  if (!judged || one.goal === undefined) return result;
  return { ...result, met: isMet(one.goal, subject, compared) };
}

interface Comparisons {
  readonly ratio?: Spread;
  readonly above?: Spread;
}

function comparisons(subject: Series, against: Series): Comparisons {
  const pairs = (compare: (one: number, other: number) => number) =>
    spreadOf(paired(subject.values, against.values, compare));
  return { ratio: pairs((one, other) => one / other), above: pairs((one, other) => one - other) };
}

function isMet(goal: Goal, subject: Spread, { ratio, above }: Comparisons): boolean {
  if ('ratioAtMost' in goal) return ratio !== undefined && ratio.median <= goal.ratioAtMost;
  if ('aboveAtMost' in goal) return above !== undefined && above.median <= goal.aboveAtMost;
  return subject.median <= goal.atMost;
}
