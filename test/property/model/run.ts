/** One run of `extractActivities`: plans, exports its windows two at a time, plans again when it met another run. */
import { formatInstant, parseInstant } from '../../../src/domain/instant.ts';
import { equals, type Interval } from '../../../src/domain/interval.ts';
import type { RunContext } from '../../../src/interface/steps.ts';
import { parseWindowText, windowText } from '../../../src/domain/windows.ts';
import { planPeriod } from '../../../src/ledger/plan.ts';
import { owner, QUERY, REF } from '../../support/ledger-documents.ts';
import { modelActivities, type ModelActivities } from './activities.ts';
import { WindowActor } from './window-actor.ts';
import type { ModelWorld } from './world.ts';

const CONCURRENCY = 2;
const REPLANS = 3;
const HOUR_MS = 3_600_000;

export interface Wish {
  readonly period: Interval;
  readonly windowSizeSeconds: number;
  readonly settleSeconds: number;
  readonly refresh: boolean;
}

const POLICY = {
  ...{ pollIntervalMs: 60_000, latePollIntervalMs: 300_000, queueWaitMs: 60_000, doubtMs: 180_000 },
  ...{ jobTimeoutMs: 12 * HOUR_MS, rangeBytes: 1, heartbeatTimeoutMs: 15_000, eventBudget: 4_000 },
  ...{ replacements: 2, redownloads: 2 },
};

export class ModelRun {
  readonly owner: ReturnType<typeof owner>;
  open = true;
  readonly #world: ModelWorld;
  readonly #context: RunContext;
  readonly #activities: ModelActivities;
  /** Undefined: it is to be planned. */
  #todo: Interval[] | undefined;
  #actors: WindowActor[] = [];
  #replans = 0;
  #cancelled = false;

  constructor(world: ModelWorld, name: string, wish: Wish) {
    this.#world = world;
    this.owner = owner(name);
    this.#activities = modelActivities(world);
    const { period, windowSizeSeconds, settleSeconds, refresh } = wish;
    const start = refresh ? { refreshBefore: formatInstant(world.marketo.nowMs / 1000) } : {};
    const sizes = { windowSizeSeconds, settleSeconds, concurrency: CONCURRENCY };
    const request = { version: 1 as const, ...REF, period: windowText(period), query: QUERY };
    this.#context = { request: { ...request, ...sizes, ...start }, policy: POLICY, storeId: 'x' };
  }

  get #active(): WindowActor[] {
    return this.#actors.filter(({ ending }) => ending === undefined);
  }

  /** One activity of the run, of the window that `choice` hits. A wait passes, and with it the time of all. */
  async step(choice: number): Promise<void> {
    if (!this.open) return;
    if (this.#todo === undefined) await this.#plan();
    const actor = this.#chosen(choice);
    if (actor !== undefined) {
      this.#world.passUntil(actor.waitsUntilMs);
      await actor.step();
    }
    await this.#advance();
  }

  async crash(choice: number): Promise<void> {
    if (this.open) await this.#chosen(choice)?.crash();
  }

  /** Ends the waits at once, without any time. */
  async pollNow(): Promise<void> {
    if (!this.open) return;
    for (const actor of this.#active) if (actor.waitsUntilMs !== undefined) await actor.step();
    await this.#advance();
  }

  async cancel(started: boolean): Promise<void> {
    if (!this.open) return;
    this.#cancelled = true;
    for (const actor of this.#active) await actor.cancel(started);
    await this.#advance();
  }

  /** Everything here stops, nothing at Marketo does. */
  terminate(): void {
    this.open = false;
    for (const actor of this.#actors) actor.kill();
  }

  /** Open again, its windows somewhere where they were before. */
  async reset(back: number): Promise<void> {
    this.open = true;
    this.#cancelled = false;
    for (const actor of this.#actors) await actor.reset(back);
    await this.#advance();
  }

  #chosen(choice: number): WindowActor | undefined {
    const active = this.#active;
    return active[choice % Math.max(1, active.length)];
  }

  async #plan(): Promise<void> {
    const { period, refreshBefore, windowSizeSeconds } = this.#context.request;
    const whole = parseWindowText(period);
    const records = await this.#world.ledger.windowsTouching(REF, whole);
    const freshness = {
      now: Math.floor(this.#world.marketo.nowMs / 1000),
      refreshBefore: refreshBefore === undefined ? undefined : parseInstant(refreshBefore),
    };
    const { todo } = planPeriod(records, freshness, whole, windowSizeSeconds);
    this.#todo = todo.map(({ window }) => window).filter((window) => !this.#hasEnded(window));
  }

  #hasEnded(window: Interval): boolean {
    return this.#actors.some(
      ({ ending, input }) => ending !== 'overlaps' && equals(parseWindowText(input.window), window),
    );
  }

  /** Launches what may be launched; plans again or closes when nothing is in flight. */
  async #advance(): Promise<void> {
    const todo = this.#todo ?? [];
    while (!this.#cancelled && todo.length > 0 && this.#active.length < CONCURRENCY) {
      const window = todo.shift()!;
      const input = { run: this.#context, window: windowText(window), owner: this.owner };
      const actor = new WindowActor(input, this.#activities);
      this.#actors.push(actor);
      await actor.start();
    }
    if (this.#active.length > 0 || this.#todo === undefined) return;
    const overlapped = this.#actors.some(({ ending }) => ending === 'overlaps');
    if (!overlapped || this.#cancelled || this.#replans === REPLANS) {
      this.open = false;
      return;
    }
    this.#actors = this.#actors.filter(({ ending }) => ending !== 'overlaps');
    this.#replans += 1;
    this.#todo = undefined;
  }
}
