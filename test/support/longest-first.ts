/**
 * In which order the files of a project are begun. By itself vitest goes by how long each took the last time, and in a fresh
 * clone by size, which tells little: what takes longest would begin last, and the end of a run would be one file on one core.
 */
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Short files that take long. */
const LONG = [
  'test/e2e/bench-smoke.test.ts',
  'test/e2e/cli-outage.test.ts',
  'test/e2e/readme.test.ts',
  'test/resilience/backfill-outages.test.ts',
  'test/resilience/chaos.test.ts',
  'test/resilience/crash.test.ts',
  'test/resilience/memory.test.ts',
  'test/resilience/paid-once-closed-runs.test.ts',
  'test/resilience/paid-once-killed-workers.test.ts',
  'test/resilience/paid-once-lost-answers.test.ts',
  'test/resilience/paid-once-resets.test.ts',
  'test/resilience/previous-version.test.ts',
  'test/resilience/stopped-workers.test.ts',
  'test/resilience/temporal-outages.test.ts',
  'test/workflows/schedule-healing.test.ts',
];

export class LongestFirst extends BaseSequencer {
  /** Projects stay in vitest's order, and so do all other files. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const projects = [...new Set(sorted.map(({ project }) => project))];
    return projects.flatMap((of) => {
      const own = sorted.filter(({ project }) => project === of);
      const isLong = ({ moduleId }: TestSpecification) =>
        LONG.includes(relative(this.ctx.config.root, moduleId));
      return [...own.filter(isLong), ...own.filter((file) => !isLong(file))];
    });
  }
}
