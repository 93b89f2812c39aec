/**
 * One window of a run: the real steps of the workflow (`src/workflows`), which stop before every activity and in every
 * wait until the model lets them go on.
 */
import { ApplicationFailure } from '@temporalio/common';
import type { WindowInput, WindowOutcome } from '../../../src/interface/steps.ts';
import { poll } from '../../../src/workflows/poll.ts';
import { download, publish, verify } from '../../../src/workflows/steps-after-completion.ts';
import {
  claim,
  create,
  enqueue,
  look,
  takeOver,
} from '../../../src/workflows/steps-before-paying.ts';
import type { WindowRun } from '../../../src/workflows/window-run.ts';
import { jobInHand, type WindowState } from '../../../src/workflows/window-state.ts';
import type { ModelActivities } from './activities.ts';

const STEPS: Readonly<
  Record<string, ((run: WindowRun, state: never) => Promise<WindowState>) | undefined>
> = { look, takeOver, create, claim, enqueue, poll, download, verify, publish };

class Cancelled extends Error {}

interface Parked {
  /** What it will do; absent: it waits until `untilMs`. */
  readonly effect?: () => unknown;
  readonly untilMs?: number;
  readonly resume: (value: unknown) => void;
  readonly fail: (error: Error) => void;
}

export type Ending = WindowOutcome['outcome'] | 'failed' | 'cancelled';

export class WindowActor {
  readonly input: WindowInput;
  ending: Ending | undefined;
  readonly #activities: ModelActivities;
  /** Every state in which a step has begun, as Temporal's history has it: JSON. */
  readonly #history: string[] = [];
  #cancelled = false;
  #parked: Parked | undefined;
  #quiet: () => void = () => undefined;
  /** Of a killed life nothing may be heard any more. */
  #life = 0;

  constructor(input: WindowInput, activities: ModelActivities) {
    this.input = input;
    this.#activities = activities;
  }

  start(): Promise<void> {
    const { replacements, redownloads } = this.input.run.policy;
    return this.#live({ phase: 'look', budget: { replacements, redownloads } });
  }

  /** Thrown back to a state that it was in; `back` of 0 is the first one, 1 nearly the last. */
  reset(back: number): Promise<void> {
    const text = this.#history[Math.floor(back * this.#history.length)];
    return text === undefined ? this.start() : this.#live(JSON.parse(text) as WindowState);
  }

  kill(): void {
    this.#life += 1;
    this.#parked = undefined;
  }

  /** The instant until which it waits; undefined when it does not. */
  get waitsUntilMs(): number | undefined {
    return this.#parked?.untilMs;
  }

  /** One activity, or the end of a wait. */
  async step(): Promise<void> {
    const parked = this.#parked;
    if (parked === undefined) return;
    const value = await parked.effect?.();
    await this.#goOn(() => parked.resume(value));
  }

  /** The worker dies after it has done the step and before Temporal hears of it: it will be done once more. */
  async crash(): Promise<void> {
    await this.#parked?.effect?.();
  }

  /** `started`: the activity that is under way ends as if nothing was; any other fails with the cancel. */
  async cancel(started: boolean): Promise<void> {
    const parked = this.#parked;
    if (parked === undefined || this.#cancelled) return;
    this.#cancelled = true;
    const goesOn = started && parked.effect !== undefined;
    if (!goesOn) await this.#goOn(() => parked.fail(new Cancelled()));
  }

  #goOn(act: () => void): Promise<void> {
    this.#parked = undefined;
    const quiet = new Promise<void>((resolve) => (this.#quiet = resolve));
    act();
    return quiet;
  }

  #live(state: WindowState): Promise<void> {
    this.kill();
    this.ending = undefined;
    this.#cancelled = false;
    const life = this.#life;
    return this.#goOn(() => {
      void this.#drive(life, state).then((ending) => {
        if (life !== this.#life) return;
        this.ending = ending;
        this.#quiet();
      });
    });
  }

  /** As `exportWindow` does, in `src/workflows/export-window.ts`. */
  async #drive(life: number, first: WindowState): Promise<Ending> {
    const run = this.#windowRun(life, first);
    try {
      for (;;) {
        const { state } = run;
        if (state.phase === 'done') return state.outcome.outcome;
        if (this.#cancelled) throw new Cancelled();
        const text = JSON.stringify(state);
        this.#history.push(text);
        run.state = await STEPS[state.phase]!(run, JSON.parse(text) as never);
      }
    } catch (error) {
      if (error instanceof ApplicationFailure) return 'failed';
      if (!(error instanceof Cancelled)) throw error;
      await this.#leave(run);
      return 'cancelled';
    }
  }

  /** As `leaveJob` does. */
  async #leave(run: WindowRun): Promise<void> {
    const job = jobInHand(run.state);
    if (job?.own !== true) return;
    const { exportId, generation } = job;
    const { cancelJob, releaseClaim, discardStaged } = run.activities.leaving;
    const answer = await cancelJob({ ...run.input, exportId });
    if (answer.answer !== 'outcome') return;
    if (answer.outcome !== 'cancelled' && answer.outcome !== 'alreadyEnded') return;
    const reason = 'cancelled';
    if (generation !== undefined) await releaseClaim({ ...run.input, after: generation, reason });
    await discardStaged({ ...run.input, exportId });
  }

  /** What the steps use of a `WindowRun`, whose own constructor needs a workflow around it. */
  #windowRun(life: number, state: WindowState): WindowRun {
    const activities = Object.fromEntries(
      Object.entries(this.#activities).map(([name, act]) => [
        name,
        (input: never) => this.#park(life, { effect: () => act(input) }),
      ]),
    );
    const wait = (ms: number) => this.#park(life, { untilMs: Date.now() + ms });
    return {
      input: this.input,
      state,
      policy: this.input.run.policy,
      runName: this.input.owner.firstRunId,
      tell: () => undefined,
      say: () => undefined,
      wait,
      waitOut: ({ waitMs }: { waitMs: number }) => wait(waitMs),
      activities: { beforePaying: activities, afterPaying: activities, leaving: activities },
    } as unknown as WindowRun;
  }

  #park(life: number, what: Pick<Parked, 'effect' | 'untilMs'>): Promise<unknown> {
    return new Promise((resume, fail) => {
      if (life !== this.#life) return;
      this.#parked = { ...what, resume, fail };
      this.#quiet();
    });
  }
}
