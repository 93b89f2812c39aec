import { expect, inject, it } from 'vitest';
import { runChaos } from '../chaos/chaos.ts';

/** The long one is a command: `npm run chaos` (docs/reliability.md). */
it('a short chaos run of a fixed seed breaks no promise', { timeout: 300_000 }, async () => {
  const report = await runChaos({
    seed: 7,
    store: 'file',
    windows: 12,
    minutes: 0.5,
    drainMs: 60_000,
    executable: inject('temporalExecutable'),
    workflowBundle: inject('workflowBundle'),
  });
  expect(report.breaches).toEqual([]);
  // It was one: there was trouble, and there is something to judge.
  expect(report).toMatchObject({ serverRestarts: 1, refused: [] });
  expect(report.kills).toBeGreaterThan(0);
  expect(report.faults).toBeGreaterThan(0);
  expect(report.windows).toBeGreaterThanOrEqual(12);
});
