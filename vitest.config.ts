import { defineConfig } from 'vitest/config';

/** These replace a module of Node for whatever imports it: each in a process of its own. */
const REPLACING_MODULES = ['test/property/file-generations.test.ts'];

/** Processes that tests start run what this has made of the sources. */
const COMPILE = 'test/support/compile-sources.ts';

/**
 * `unit` and `unit-apart` need nothing but Node; `server` needs the real Temporal dev server and spawned workers.
 * The files of `unit` share their processes: to start one and to import the same modules for each took longer than many of the tests.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    // One more than the cores that CI has: the server tests wait more than they reckon.
    maxWorkers: 3,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/{unit,property,conformance,emulator,marketo}/**/*.test.ts'],
          exclude: REPLACING_MODULES,
          globalSetup: [COMPILE],
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'unit-apart', include: REPLACING_MODULES },
      },
      {
        extends: true,
        test: {
          name: 'server',
          include: ['test/{workflows,resilience,e2e,browser}/**/*.test.ts'],
          globalSetup: [COMPILE, 'test/support/global-setup.ts'],
          isolate: false,
          // A worker in the test's own process lets the SDK `require` its payload converter, a `.ts` file here.
          execArgv: ['--require', 'tsx/cjs'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
