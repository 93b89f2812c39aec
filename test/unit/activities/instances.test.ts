import { describe, expect, it } from 'vitest';
import type { Activities } from '../../../src/activities/index.ts';
import type { RunContext } from '../../../src/interface/steps.ts';
import {
  allFiles,
  completedJob,
  failureOf,
  HOST,
  NOW,
  openWorkbench,
  OWNER,
  WINDOW,
  type Workbench,
} from './workbench.ts';

/** A run that a worker with a later configuration began. */
function ofAnother(run: RunContext): RunContext {
  return { ...run, request: { ...run.request, instance: 'emea' } };
}

function resolve({ attempt, activities }: Workbench, request: Record<string, unknown>) {
  return attempt().run(activities.resolveRequest, {
    request: { filter: { createdAt: WINDOW }, ...request },
    referenceTimeMs: Date.parse(NOW),
    startTimeMs: Date.now(),
    self: OWNER,
    dryRun: false,
  });
}

describe('a request for an instance that the worker does not know', () => {
  it('is refused with the names that there are; nothing is written and Marketo is not asked', async () => {
    const bench = await openWorkbench();
    const [files, calls] = [await allFiles(bench.folder), bench.emulator.log().length];
    const failure = await failureOf(
      resolve(bench, { instance: 'defualt', dataset: 'new', refresh: true }),
    );
    expect(failure).toMatchObject({ type: 'InvalidRequest', nonRetryable: true });
    expect(failure.message).toBe(
      'The request has 1 fault:\n' +
        '- instance: "defualt" names no configured instance. Did you mean "default"? There are: default',
    );
    expect(await allFiles(bench.folder)).toEqual(files);
    expect(bench.emulator.log()).toHaveLength(calls);
  });

  it('is told of its other faults as well', async () => {
    const bench = await openWorkbench();
    const failure = await failureOf(resolve(bench, { instance: 'emea', concurrency: 99 }));
    expect(failure.message).toMatch(/^The request has 2 faults:/);
  });
});

describe('a run whose instance this worker does not know', () => {
  const STEPS = ['planWindows', 'findWindow', 'createJob', 'enqueueJob', 'jobStatus'] as const;
  const LATER = ['downloadFile', 'cancelJob'] as const;

  it.each<keyof Activities>([...STEPS, ...LATER])(
    '%s waits for a worker that does, and calls nobody with other credentials',
    async (step) => {
      const bench = await openWorkbench();
      const { input, job, fileSize } = await completedJob(bench);
      const calls = bench.emulator.log().length;
      const run = ofAnother(bench.run);
      const rest = { job, fileSize, windowRun: 'r', round: 0, explain: false, paid: true };
      // Each step takes what it needs of these.
      const activity = bench.activities[step] as (all: object) => Promise<unknown>;
      const failure = await failureOf(bench.attempt().run(activity, { ...input, ...rest, run }));
      expect(failure).toMatchObject({ type: 'UnknownInstance', nonRetryable: false });
      expect(failure.message).toMatch(
        new RegExp(`instance emea; the worker on ${HOST} knows default.*MARKETO_INSTANCES_FILE`),
      );
      expect(bench.emulator.log()).toHaveLength(calls);
    },
  );
});
