import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { windowName } from '../../src/domain/windows.ts';
import type { Claim, Ledger } from '../../src/ledger/types.ts';
import { stateOf } from './model/marketo.ts';
import { ModelRun, type Wish } from './model/run.ts';
import { ModelWorld } from './model/world.ts';

type World = ModelWorld<ModelRun>;

const HOUR = 3_600;
/** What a step takes: in a world whose time stands still a status that lags would never come to be true. */
const STEP_MS = 1_000;
const START_MS = Date.parse('2026-11-01T00:00:00Z');

/** For commands that need a run: those before the first one are left out at once. */
interface Model {
  runs: number;
}

type Act = (world: World) => unknown;

/** One command: what it is called in a counterexample, and what it does. */
class Command implements fc.AsyncCommand<Model, World> {
  readonly #name: string;
  readonly #act: Act;
  readonly #starts: boolean;

  constructor(name: string, act: Act, starts = false) {
    this.#name = name;
    this.#act = act;
    this.#starts = starts;
  }

  check({ runs }: Readonly<Model>): boolean {
    return this.#starts ? runs < 8 : runs > 0;
  }

  async run(model: Model, world: World): Promise<void> {
    if (this.#starts) model.runs += 1;
    await this.#act(world);
    await world.check();
  }

  toString(): string {
    return this.#name;
  }
}

/** Periods within the eight hours before the start, so that they meet; the last hours have not settled yet. */
const wishes: fc.Arbitrary<Wish> = fc
  .record({
    back: fc.integer({ min: 1, max: 8 }),
    hours: fc.integer({ min: 1, max: 6 }),
    size: fc.integer({ min: 1, max: 4 }),
    settle: fc.constantFrom(0, 2, 24),
    refresh: fc.boolean(),
  })
  .map(({ back, hours, size, settle, refresh }) => {
    const start = START_MS / 1000 - back * HOUR;
    const end = start + Math.min(hours, back) * HOUR - 1;
    const sizes = { windowSizeSeconds: size * HOUR, settleSeconds: settle * HOUR };
    return { period: { start, end }, ...sizes, refresh };
  });

function startRun(world: World, wish: Wish): ModelRun {
  const run = new ModelRun(world, `run-${world.runs.length + 1}`, wish);
  world.runs.push(run);
  return run;
}

const index = fc.nat({ max: 11 });
const openRuns = ({ runs }: World) => runs.filter(({ open }) => open);
const pick = <T>(items: readonly T[], at: number): T | undefined => items[at % items.length];

const start = wishes.map(
  (wish) => new Command(`start(${JSON.stringify(wish)})`, (world) => startRun(world, wish), true),
);

const steps = fc.tuple(index, index, fc.integer({ min: 1, max: 16 })).map(
  ([who, window, count]) =>
    new Command(`steps(run ${who}, window ${window}, ${count})`, async (world) => {
      for (let i = 0; i < count; i += 1) await pick(openRuns(world), who)?.step(window);
    }),
);

/** A command on one of the runs. */
function ofRun(name: string, act: (run: ModelRun, choice: number) => unknown) {
  return fc.tuple(index, index).map(([who, choice]) => {
    const called = `${name}(run ${who}, ${choice})`;
    return new Command(called, (world) => {
      const open = openRuns(world);
      return act(pick(open.length === 0 ? world.runs : open, who)!, choice);
    });
  });
}

const reopened = fc
  .tuple(index, index)
  .map(
    ([who, back]) =>
      new Command(`reset(any run ${who}, ${back})`, (world) =>
        pick(world.runs, who)!.reset(back / 12),
      ),
  );

/** Marketo works on the job that was enqueued longest ago. */
const work = fc.tuple(index, fc.boolean()).map(
  ([which, twice]) =>
    new Command(`work(${which}, ${twice})`, ({ marketo }) => {
      for (let i = 0; i < (twice ? 2 : 1); i += 1) workOn(marketo, which);
    }),
);

function workOn(marketo: World['marketo'], which: number): void {
  const job = pick(marketo.jobs.filter(isUnderWay), which);
  if (job !== undefined) marketo.enter(job, stateOf(job) === 'Queued' ? 'Processing' : 'Completed');
}

function isUnderWay(job: Parameters<typeof stateOf>[0]): boolean {
  return !job.lost && ['Queued', 'Processing'].includes(stateOf(job));
}

const trouble = fc.tuple(index, fc.constantFrom('Failed', 'Cancelled', 'lost', 'hiccup')).map(
  ([which, what]) =>
    new Command(`trouble(${which}, ${what})`, ({ marketo }) => {
      const job = pick(marketo.jobs.filter(isUnderWay), which);
      if (job === undefined) return;
      if (what === 'lost') job.lost = true;
      else if (what === 'hiccup') marketo.hiccup(job);
      else marketo.enter(job, what);
    }),
);

const hours = fc.constantFrom(0.02, 0.1, 1, 3, 13, 25, 169).map(
  (count) =>
    new Command(`pass(${count} h)`, (world) => {
      world.passUntil(world.marketo.nowMs + count * HOUR * 1000);
    }),
);

const queue = fc
  .boolean()
  .map(
    (full) =>
      new Command(`queue(${full ? 'full' : 'free'})`, ({ marketo }) => (marketo.queueFull = full)),
  );

/** Mostly the ordinary way, so that troubles come where something is at stake. */
const commands = fc.noBias(
  fc.commands(
    [
      ...[start, start, start, start, hours, hours, queue, trouble, trouble],
      ...Array<typeof steps>(12).fill(steps),
      ...Array<typeof work>(8).fill(work),
      ofRun('crash', (run, choice) => run.crash(choice)),
      ofRun('pollNow', (run) => run.pollNow()),
      ofRun('cancel', (run, choice) => run.cancel(choice % 2 === 0)),
      ofRun('terminate', (run) => run.terminate()),
      ofRun('reset', (run, choice) => run.reset(choice / 12)),
      reopened,
    ],
    { maxCommands: 60, size: 'max' },
  ),
);

const lag = fc.constantFrom(0, 60_000);

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

function open(lagMs: number, changeLedger?: (ledger: Ledger) => Ledger): World {
  const setClock = (nowMs: number) => void vi.setSystemTime(nowMs);
  return new ModelWorld<ModelRun>({ nowMs: START_MS, lagMs }, setClock, changeLedger);
}

/** A run of the whole period, alone with a Marketo that works: true when it comes to its end. */
async function finish(world: World): Promise<boolean> {
  for (const run of world.runs) run.terminate();
  world.marketo.queueFull = false;
  const period = { start: START_MS / 1000 - 8 * HOUR, end: START_MS / 1000 - 1 };
  const sizes = { windowSizeSeconds: 4 * HOUR, settleSeconds: 0 };
  const last = startRun(world, { period, ...sizes, refresh: false });
  for (let turn = 0; turn < 2_000 && last.open; turn += 1) {
    await last.step(turn);
    world.passUntil(world.marketo.nowMs + STEP_MS);
    workOn(world.marketo, turn);
  }
  await world.check();
  return !last.open;
}

function play(runs: number, changeLedger?: (ledger: Ledger) => Ledger): Promise<void> {
  return fc.assert(
    fc.asyncProperty(wishes, commands, lag, async (first, sequence, lagMs) => {
      const world = open(lagMs, changeLedger);
      startRun(world, first);
      await fc.asyncModelRun(() => ({ model: { runs: 1 }, real: world }), sequence);
      expect(await finish(world)).toBe(true);
    }),
    { numRuns: runs },
  );
}

describe('runs of one dataset', { timeout: 60_000 }, () => {
  it('never pay a second of time twice, whatever happens to them and to their jobs', async () => {
    await play(200);
  });

  it('would be caught if claims were not held against what overlaps them', async () => {
    await expect(play(200, careless)).rejects.toMatchObject({
      cause: {
        message: expect.stringMatching(/^job-\d+ paid while job-\d+ can deliver$/) as string,
      },
    });
  });
});

/** Whoever claims has the window, whatever overlaps it. */
function careless(ledger: Ledger): Ledger {
  const claims = new Map<string, Claim>();
  return {
    ...ledger,
    claim: (_ref, window, { after, exportId, owner, at }) => {
      const generation = after + 1;
      claims.set(windowName(window), { version: 1, generation, exportId, owner, at });
      return Promise.resolve({ outcome: 'own', generation });
    },
    window: async (ref, window) => {
      const record = await ledger.window(ref, window);
      const claim = claims.get(windowName(window));
      if (claim === undefined || claim.generation <= record.generation) return record;
      return { ...record, claim, generation: claim.generation };
    },
  };
}
