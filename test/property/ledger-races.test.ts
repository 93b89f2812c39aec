import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlaps, type Interval } from '../../src/domain/interval.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { planPeriod } from '../../src/ledger/plan.ts';
import { windowState } from '../../src/ledger/window-state.ts';
import type { WindowRecord } from '../../src/ledger/types.ts';
import type { Store } from '../../src/store/store.ts';
import { AT, manifest, owner, publishWindow, REF } from '../support/ledger-documents.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { burstyChoices, deaths } from '../support/schedules.ts';
import { type Schedule, stepper } from '../support/stepper.ts';

const NOW = 10_000;
const PERIOD = { start: 0, end: 999 };

/** What an actor wants: a period, in windows of a size. */
interface Wish {
  readonly period: Interval;
  readonly size: number;
}

interface Purchase {
  readonly exportId: string;
  readonly window: Interval;
}

/** Every access to the store becomes a step. */
function stepping(store: Store, step: () => Promise<void>): Store {
  return {
    ...store,
    read: (key) => step().then(() => store.read(key)),
    putIfAbsent: (key, body) => step().then(() => store.putIfAbsent(key, body)),
    replaceIfNewer: (...args) => step().then(() => store.replaceIfNewer(...args)),
    list: (prefix) => step().then(() => store.list(prefix)),
    folders: (folder) => step().then(() => store.folders(folder)),
    size: (key) => step().then(() => store.size(key)),
  };
}

/** Plans as a run does, buys each window that it may, publishes it or (now and then) gives it up. */
async function runOf(store: Store, me: number, wish: Wish, bought: Purchase[]): Promise<void> {
  const ledger = createLedger(store);
  const records = await ledger.windowsTouching(REF, wish.period);
  const { todo } = planPeriod(records, { now: NOW }, wish.period, wish.size);
  for (const { window } of todo.filter(({ state }) => state === 'missing')) {
    const record = await ledger.window(REF, window);
    // A claimed one is another run's, for as long as its job may deliver.
    if (windowState(record, { now: NOW }).state !== 'missing') continue;
    const { generation } = record;
    const exportId = `job-${me}-${window.start}`;
    const [by, at] = [owner(`run-${me}`), AT];
    const claimed = await ledger.claim(REF, window, { after: generation, exportId, owner: by, at });
    if (claimed.outcome !== 'own') continue;
    const purchase = { exportId, window };
    bought.push(purchase);
    if (window.start % 5 === 4) {
      const after = claimed.generation;
      await ledger.release(REF, window, { after, reason: 'Failed', owner: by, at });
      bought.splice(bought.indexOf(purchase), 1);
    } else {
      const { generation: won } = claimed;
      await publishWindow(store, manifest(window, { generation: won, exportId }), window);
    }
  }
}

async function play(wishes: readonly Wish[], schedule: Schedule) {
  const store = createMemoryStore();
  const bought: Purchase[] = [];
  const actors = wishes.map(
    (wish, me) => () => runOf(stepping(store, stepper.step), me, wish, bought),
  );
  await stepper.run(actors, schedule);
  return { bought, records: await createLedger(store).windowsTouching(REF, PERIOD), store };
}

function overlapping(windows: readonly Interval[]): [Interval, Interval][] {
  return windows.flatMap((a, i) =>
    windows.slice(i + 1).flatMap((b): [Interval, Interval][] => (overlaps(a, b) ? [[a, b]] : [])),
  );
}

const published = (records: readonly WindowRecord[]) =>
  records.filter(({ manifest: found }) => found !== undefined).map(({ window }) => window);

const wish = fc
  .tuple(fc.nat({ max: 30 }), fc.integer({ min: 5, max: 30 }), fc.integer({ min: 4, max: 20 }))
  .map(([start, length, size]): Wish => ({ period: { start, end: start + length - 1 }, size }));
const wishes = fc.array(wish, { minLength: 2, maxLength: 3 });

describe('several runs on one dataset', { timeout: 120_000 }, () => {
  it('never publish overlapping windows, nor buy a second twice, in any interleaving', async () => {
    await fc.assert(
      fc.asyncProperty(wishes, burstyChoices(3), async (wanted, choices) => {
        const { bought, records } = await play(wanted, { choices });
        expect(overlapping(published(records))).toEqual([]);
        expect(overlapping(bought.map(({ window }) => window))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('keep that when they are killed at any step, and the next run fills what is left', async () => {
    await fc.assert(
      fc.asyncProperty(
        wishes,
        burstyChoices(3),
        deaths(3, 60),
        async (wanted, choices, killedBefore) => {
          const { bought, records } = await play(wanted, { choices, killedBefore });
          expect(overlapping(published(records))).toEqual([]);
          expect(overlapping(bought.map(({ window }) => window))).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });
});
