import { expect, it } from 'vitest';
import type { Case, Contestant, Goal, Sample } from '../../../bench/framework/bench.ts';
import { measure } from '../../../bench/framework/measure.ts';
import { spreadOf } from '../../../bench/framework/statistics.ts';

const OPTIONS = {
  rounds: 3,
  judged: true,
  say: () => undefined,
  signal: new AbortController().signal,
};

/** Takes the values one after the other and writes its name down. */
function contestant(name: string, values: readonly number[], order: string[] = []): Contestant {
  const left = [...values];
  return {
    name,
    run: () => {
      order.push(name);
      return Promise.resolve<Sample>({ value: left.shift() ?? NaN });
    },
  };
}

const caseOf = (subject: Contestant, against: Contestant, goal?: Goal): Case => ({
  name: '1 GB',
  unit: 's',
  subject,
  against,
  ...(goal === undefined ? {} : { goal }),
});

it('contestants take turns, and each of them begins a round', async () => {
  const order: string[] = [];
  const [a, b] = [contestant('a', [1, 1, 1], order), contestant('b', [1, 1, 1], order)];
  await measure(caseOf(a, b), OPTIONS);
  expect(order).toEqual(['a', 'b', 'b', 'a', 'a', 'b']);
});

it('the ratio is the median of the rounds, not the ratio of the medians', async () => {
  const [a, b] = [contestant('a', [1, 20, 3]), contestant('b', [2, 10, 4])];
  const { ratio, above, subject } = await measure(caseOf(a, b), OPTIONS);
  expect(ratio).toEqual({ median: 0.75, min: 0.5, max: 2 });
  expect(above).toEqual({ median: -1, min: -1, max: 10 });
  expect(subject).toMatchObject({ median: 3, min: 1, max: 20, values: [1, 20, 3] });
});

it.each<[Goal, boolean]>([
  [{ ratioAtMost: 1.5 }, true],
  [{ ratioAtMost: 1.4 }, false],
  [{ aboveAtMost: 1 }, true],
  [{ aboveAtMost: 0.9 }, false],
  [{ atMost: 3 }, true],
  [{ atMost: 2.9 }, false],
])('three against two meets %o: %s', async (goal, met) => {
  const [a, b] = [contestant('a', [3, 3, 3]), contestant('b', [2, 2, 2])];
  expect((await measure(caseOf(a, b, goal), OPTIONS)).met).toBe(met);
});

it('no goal is judged in a smoke run', async () => {
  const one = caseOf(contestant('a', [1]), contestant('b', [1]), { ratioAtMost: 2 });
  const result = await measure(one, { ...OPTIONS, rounds: 1, judged: false });
  expect(result.met).toBeUndefined();
});

it('a run that takes too long is told to end, and fails the case by name', async () => {
  let told: AbortSignal | undefined;
  const slow: Contestant = {
    name: 'slow',
    run: (signal) => {
      told = signal;
      return new Promise(() => undefined);
    },
  };
  const one: Case = { name: 'x', unit: 's', subject: slow, limitMs: 5 };
  await expect(measure(one, OPTIONS)).rejects.toThrow('slow: not done within 0.005 s');
  expect(told?.aborted).toBe(true);
});

it('processor time and further figures are medians too', async () => {
  const samples = [1, 9, 2].map((value) => ({
    value,
    cpuSeconds: value * 2,
    figures: { 'MB sent': value * 3 },
  }));
  const subject = { name: 'a', run: () => Promise.resolve(samples.shift() ?? { value: NaN }) };
  const result = await measure({ name: 'x', unit: 's', subject }, OPTIONS);
  expect(result.subject).toMatchObject({ median: 2, cpuSeconds: 4, figures: { 'MB sent': 6 } });
});

it('the median of an even number of values lies between the two in the middle', () => {
  expect(spreadOf([4, 1, 2, 10])).toEqual({ median: 3, min: 1, max: 10 });
  expect(() => spreadOf([])).toThrow(RangeError);
});
