import { tmpdir } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LATE_OPTIMIZATION } from './test/support/late-optimization.ts';
import { folderInMemory } from './test/support/folder-in-memory.ts';
import { LongestFirst } from './test/support/longest-first.ts';

/** These replace a module of Node for whatever imports it: each in a process of its own. */
const REPLACING_MODULES = ['test/property/file-generations.test.ts'];

/** Processes that tests start run what this has made of the sources. */
const COMPILE = 'test/support/compile-sources.ts';

/**
 * `unit` needs nothing but Node and is quick; `integration` has what takes longer without Temporal: the emulator's worlds, many interleavings, processes that race for a
 * store, shells and tools of others, real S3 servers and databases, the package as it is installed; `server` needs the real Temporal dev server and spawned workers.
 * Files share their processes: to start one and to import the same modules for each took longer than many of the tests.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    // As many as CI has cores: a process more would import the same modules once more, and warm up anew.
    maxWorkers: 2,
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Times are long enough for a machine under heavy load: nothing waits for them to pass.
    testTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/{unit,marketo}/**/*.test.ts'],
          // Modules come to a thread with a tenth less work than to a process. None of these tests changes what threads share.
          pool: 'threads',
          env: { TMPDIR: folderInMemory() ?? tmpdir() },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [
            'test/{property,conformance,emulator,loading,package,processes,deploy}/**/*.test.ts',
          ],
          exclude: REPLACING_MODULES,
          globalSetup: [COMPILE],
        },
      },
      {
        extends: true,
        test: { name: 'integration-apart', include: REPLACING_MODULES, isolate: true },
      },
      {
        extends: true,
        test: {
          name: 'server',
          // These wait more than they reckon.
          maxWorkers: 5,
          sequence: { groupOrder: 1 }, // one group has one number of workers
          include: ['test/{workflows,resilience,e2e,browser}/**/*.test.ts'],
          globalSetup: [COMPILE, 'test/support/global-setup.ts'],
          execArgv: [
            ...LATE_OPTIMIZATION,
            // Modules alone fill what V8 begins with: it would collect, and find that it has to grow.
            '--initial-old-space-size=256',
            '--import',
            new URL('test/support/require-compiled.mjs', import.meta.url).href,
          ],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
