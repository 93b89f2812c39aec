/**
 * Runs several actors step by step, one at a time, in an order given from outside: all interleavings become reachable
 * and each can be repeated. An actor may be killed before any of its steps; what it would have done then never happens.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface Schedule {
  /** Which of the waiting actors goes on, taken modulo their number. Repeats when it is used up. */
  readonly choices: readonly number[];
  /** By actor: number of the step before which it is killed. */
  readonly killedBefore?: readonly (number | undefined)[];
}

export interface Stepper {
  /** To be awaited before each step of an actor; at once for everybody else. */
  readonly step: () => Promise<void>;
  /** Resolves when all actors have ended or are dead. Rejects with what one of them threw. */
  readonly run: (actors: readonly (() => Promise<void>)[], schedule: Schedule) => Promise<void>;
}

export function createStepper(): Stepper {
  const current = new AsyncLocalStorage<{ park: () => Promise<void> }>();
  return {
    step: () => current.getStore()?.park() ?? Promise.resolve(),
    run: (actors, schedule) => runActors(current, actors, schedule),
  };
}

async function runActors(
  current: AsyncLocalStorage<{ park: () => Promise<void> }>,
  actors: readonly (() => Promise<void>)[],
  { choices, killedBefore = [] }: Schedule,
): Promise<void> {
  const waiting = new Map<number, () => void>();
  const failures: unknown[] = [];
  let busy = actors.length;
  let wake: () => void = () => undefined;
  const settle = () => {
    busy -= 1;
    if (busy === 0) wake();
  };
  let quiet = new Promise<void>((resolve) => (wake = resolve));
  actors.forEach((actor, me) => {
    const park = () =>
      new Promise<void>((resolve) => {
        waiting.set(me, resolve);
        settle();
      });
    void current
      .run({ park }, actor)
      .catch((error: unknown) => failures.push(error))
      .then(settle);
  });
  const taken = actors.map(() => 0);
  for (let turn = 0; ; turn += 1) {
    await quiet;
    if (waiting.size === 0) break;
    const candidates = [...waiting.keys()].sort((a, b) => a - b);
    const me = candidates[(choices[turn % choices.length] ?? 0) % candidates.length] ?? 0;
    const goOn = waiting.get(me);
    waiting.delete(me);
    const count = taken[me] ?? 0;
    taken[me] = count + 1;
    if (count === killedBefore[me]) continue;
    quiet = new Promise<void>((resolve) => (wake = resolve));
    busy += 1;
    goOn?.();
  }
  if (failures.length > 0) throw failures[0];
}
