import fc from 'fast-check';
import type * as FileSystem from 'node:fs/promises';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createFileStore } from '../../src/store/file/file-store.ts';
import { burstyChoices, deaths } from '../support/schedules.ts';
import { stepper } from '../support/stepper.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const hooks = vi.hoisted(() => ({
  before: () => Promise.resolve(),
  renamed: () => Promise.resolve(),
}));

// Every change and look at the folder becomes a step; what is done is done by the real file system.
vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof FileSystem>();
  return {
    ...real,
    // Hundreds of races: what an fsync would add is time, and no other order.
    open: async (...args: Parameters<typeof real.open>) =>
      Object.assign(await real.open(...args), { sync: () => Promise.resolve() }),
    link: (...args: Parameters<typeof real.link>) => hooks.before().then(() => real.link(...args)),
    rm: (...args: Parameters<typeof real.rm>) => hooks.before().then(() => real.rm(...args)),
    stat: (...args: Parameters<typeof real.stat>) => hooks.before().then(() => real.stat(...args)),
    readdir: (path: string) => hooks.before().then(() => real.readdir(path)),
    rename: (...args: Parameters<typeof real.rename>) =>
      hooks
        .before()
        .then(() => real.rename(...args))
        .then(() => hooks.renamed()),
  };
});

const bytesOf = (generation: number) => new TextEncoder().encode(JSON.stringify({ generation }));

async function playRace(
  generations: readonly number[],
  choices: readonly number[],
  killedBefore: readonly (number | undefined)[],
): Promise<{ history: number[]; accepted: number[]; afterwards: boolean }> {
  const folder = await makeTemporaryFolder();
  const store = createFileStore({ root: folder.path });
  const history: number[] = [];
  const accepted: number[] = [];
  const look = async () => {
    const text = await readFile(join(folder.path, 'm.json'), 'utf8').catch(
      () => '{"generation":0}',
    );
    history.push((JSON.parse(text) as { generation: number }).generation);
  };
  hooks.before = stepper.step;
  hooks.renamed = look;
  const actors = generations.map((generation) => async () => {
    if (await store.replaceIfNewer('m.json', bytesOf(generation), generation))
      accepted.push(generation);
    await look();
  });
  try {
    await stepper.run(actors, { choices, killedBefore });
    await look();
    hooks.renamed = () => Promise.resolve();
    const afterwards = await store.replaceIfNewer('m.json', bytesOf(100), 100);
    return { history, accepted, afterwards };
  } finally {
    hooks.before = () => Promise.resolve();
    hooks.renamed = () => Promise.resolve();
    await folder.remove();
  }
}

const order = burstyChoices(4);
const generations = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 4 });

/** The first goes some steps, the second others, then the first to its end, then the second. */
function sleeper(first: number, second: number): number[] {
  const turns = (who: number, steps: number) => Array.from({ length: steps }, () => who);
  return [...turns(0, first), ...turns(1, second), ...turns(0, 40), ...turns(1, 40)];
}

describe('replacing a document in a folder', { timeout: 120_000 }, () => {
  it.each([false, true])(
    'never falls back when a writer sleeps at any step of another (that dies there: %s)',
    async (dies) => {
      for (let first = 0; first < 12; first += 1) {
        for (let second = 0; second < 16; second += 1) {
          const killedBefore = dies ? [undefined, second] : [];
          const { history, accepted } = await playRace(
            [1, 2],
            sleeper(first, second),
            killedBefore,
          );
          const played = `after ${first} steps of the first, ${second} of the second: ${history.join()}`;
          expect(
            history.toSorted((a, b) => a - b),
            played,
          ).toEqual(history);
          expect(history.at(-1), played).toBeGreaterThanOrEqual(Math.max(0, ...accepted));
          if (!dies) expect(history.at(-1), played).toBe(2);
        }
      }
    },
  );

  it('ends with the highest generation and never falls back, in any interleaving', async () => {
    await fc.assert(
      fc.asyncProperty(generations, order, async (wanted, choices) => {
        const { history, accepted } = await playRace(wanted, choices, []);
        expect(history).toEqual(history.toSorted((a, b) => a - b));
        expect(history.at(-1)).toBe(Math.max(...wanted));
        expect(accepted.filter((generation) => generation === Math.max(...wanted))).toHaveLength(1);
      }),
      { numRuns: 40 },
    );
  });

  it('never falls back, and can be replaced again, wherever writers are killed', async () => {
    await fc.assert(
      fc.asyncProperty(generations, order, deaths(4, 14), async (wanted, choices, killedBefore) => {
        const { history, accepted, afterwards } = await playRace(wanted, choices, killedBefore);
        expect(history).toEqual(history.toSorted((a, b) => a - b));
        expect(history.at(-1)).toBeGreaterThanOrEqual(Math.max(0, ...accepted));
        expect(afterwards).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
