/**
 * Runs several actors step by step, one at a time, in an order given from outside: all interleavings become reachable
 * and each can be repeated. An actor may be killed before any of its steps; what it would have done then never happens.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';

export interface Schedule {
  /**
   * Which of the waiting actors goes on, taken modulo their number; what is left after a division by the number of actors
   * tells which of the steps that it waits with at once. Repeats when it is used up.
   */
  readonly choices: readonly number[];
  /** By actor: number of the step before which it is killed. */
  readonly killedBefore?: readonly (number | undefined)[];
}

/** One for whatever runs: each more would be looked at whenever a promise is made, in this process for as long as it lives. */
const current = new AsyncLocalStorage<Actor>();

export const stepper = {
  /**
   * To be awaited before each step of an actor; at once for everybody else. An actor may wait with several steps at once
   * when what lies between its steps takes no longer than a turn of the event loop, as in a store in memory.
   */
  step: (): Promise<void> => current.getStore()?.park() ?? Promise.resolve(),
  /** Resolves when all actors have ended or are dead. Rejects with what one of them threw. */
  run: runActors,
};

/** One that has ended, or is dead, waits with no step and is not working. */
class Actor {
  readonly #changed: () => void;
  readonly #waiting: (() => void)[] = [];
  #over = false;
  #taken = 0;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get isWorking(): boolean {
    return !this.#over && this.#waiting.length === 0;
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  park(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#over) return; // a dead one waits for ever
      this.#waiting.push(resolve);
      this.#changed();
    });
  }

  end(): void {
    this.#over = true;
    this.#waiting.length = 0;
    this.#changed();
  }

  goOn(which: number, killedBefore: number | undefined): void {
    if (this.#taken === killedBefore) {
      this.end();
      return;
    }
    this.#taken += 1;
    const [step] = this.#waiting.splice(which % this.#waiting.length, 1);
    step?.();
  }
}

async function runActors(
  acts: readonly (() => Promise<void>)[],
  { choices, killedBefore = [] }: Schedule,
): Promise<void> {
  const failures: unknown[] = [];
  let wake: () => void = () => undefined;
  const actors = acts.map((act) => {
    const actor = new Actor(() => wake());
    void current
      .run(actor, act)
      .catch((error: unknown) => failures.push(error))
      .then(() => actor.end());
    return actor;
  });
  for (let turn = 0; ; turn += 1) {
    await allQuiet();
    const waiting = actors.filter(({ isWaiting }) => isWaiting);
    if (waiting.length === 0) break;
    const choice = choices[turn % choices.length] ?? 0;
    const actor = waiting[choice % waiting.length];
    actor?.goOn(Math.floor(choice / actors.length), killedBefore[actors.indexOf(actor)]);
  }
  if (failures.length > 0) throw failures[0];

  /** A turn more, for the other steps that an actor takes at once. */
  async function allQuiet(): Promise<void> {
    do {
      while (actors.some(({ isWorking }) => isWorking)) {
        await new Promise<void>((resolve) => (wake = resolve));
      }
      await turnOfTheLoop();
    } while (actors.some(({ isWorking }) => isWorking));
  }
}
