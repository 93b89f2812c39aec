import { defineConfig } from 'vitest/config';

/** `unit` needs nothing but Node; `server` needs the real Temporal dev server and spawned workers. */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/{unit,property,conformance,emulator,marketo}/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'server',
          include: ['test/{workflows,resilience,e2e}/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          // A worker in the test's own process lets the SDK `require` its payload converter, a `.ts` file here.
          execArgv: ['--import', 'tsx'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
