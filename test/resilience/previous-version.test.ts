import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileFiles } from '../support/compile-sources.ts';
import { checkOut, previousVersion, whyNoHistory } from '../support/git-history.ts';
import { letGo, type PaidCase, PHASES, reach, usePaidOnce } from '../support/paid-once.ts';
import { startExtract } from '../support/requests.ts';
import { spawnWorker, type SpawnedWorker } from '../support/spawn-worker.ts';

const noHistory = whyNoHistory();
if (noHistory !== undefined) console.warn(`The version before is left out: ${noHistory}`);

describe.skipIf(noHistory !== undefined)('with a worker of the version before', () => {
  const paid = usePaidOnce({ worker: false });
  let folder: string;
  beforeAll(async () => {
    folder = await checkOut(previousVersion('src/workflows')!);
    await build(folder);
  });
  afterAll(() => rm(dirname(folder), { recursive: true, force: true }));

  async function withOldWorker(use: (old: SpawnedWorker) => Promise<void>): Promise<void> {
    const { EXTRACT_WORKFLOW_BUNDLE: _ofThisVersion, ...env } = paid.at.env;
    const entry = pathToFileURL(join(folder, 'src/worker.js')).href;
    const old = await spawnWorker({ env, entry, cwd: folder });
    try {
      await use(old);
    } finally {
      await old.kill('SIGKILL');
    }
  }

  it('runs that it left in any phase are finished by this one, and paid once', async () => {
    const [downloading, processing, created] = [
      { at: paid.newCase('left downloading'), phase: PHASES.downloading },
      { at: paid.newCase('left processing'), phase: PHASES.processing },
      { at: paid.newCase('left created'), phase: PHASES.created },
    ] as const;
    const runs: Awaited<ReturnType<typeof startExtract>>[] = [];
    await withOldWorker(async (old) => {
      for (const { at, phase } of [downloading, processing, created]) {
        phase.arrange(paid, at);
        const run = await startExtract(paid.at, at.request());
        await reach(paid, at, run.workflowId, phase);
        runs.push(run);
      }
      await old.kill('SIGKILL');
    });
    const now = await paid.at.startWorker();
    letGo(paid, created.at);
    for (const run of runs) expect((await run.result()).windows).toMatchObject([{ reused: false }]);
    for (const { at } of [downloading, processing, created]) await at.expectPaid([1]);
    expectNoDeterminismError(now);
  });

  it('beside one of this version on one queue every window is published, and paid once', async () => {
    await withOldWorker(async (old) => {
      const cases = [paid.newCase('side by side', 4), paid.newCase('side by side, too', 4)];
      const request = { windowSize: 'P1D', concurrency: 2 };
      const runs = await Promise.all(cases.map((at) => startExtract(paid.at, at.request(request))));
      for (const run of runs) expect((await run.result()).windows).toHaveLength(4);
      for (const at of cases) await at.expectPaid(onceEach(at));
      for (const worker of [old, ...paid.at.workers]) {
        expect(worker.output()).toMatch(/window claimed|download starts|window published/); // both had a share
        expectNoDeterminismError(worker);
      }
    });
  });

  function onceEach({ days }: PaidCase): number[] {
    return days.map(() => 1);
  }

  function expectNoDeterminismError(worker: SpawnedWorker): void {
    expect(worker.output()).not.toMatch(/determinism|TMPRL1100/i);
  }
});

/** JavaScript beside the sources, and their workflow bundle: once for all of its workers. */
async function build(folder: string): Promise<void> {
  await compileFiles(folder, ['src/**/*.ts'], folder);
  const { href } = pathToFileURL(join(folder, 'src/worker/workflow-bundle.js'));
  const { bundleWorkflows } = (await import(href)) as { bundleWorkflows(): Promise<string> };
  await writeFile(join(folder, 'src/workflow-bundle.js'), await bundleWorkflows());
}
