/**
 * Only needed within this repository: the bundler of workflows does not read the `paths` of tsconfig.json. Where the package
 * is installed, leave `bundlerOptions` out.
 */
import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from '@temporalio/worker';

const SOURCES = {
  'marketo-activity-extract/messages$': pathOf('../src/messages.ts'),
  'marketo-activity-extract/nexus$': pathOf('../src/nexus/index.ts'),
};

export const resolvePackage: NonNullable<WorkerOptions['bundlerOptions']> = {
  webpackConfigHook: (config) => {
    // The SDK has an object there, with aliases of its own.
    const alias = { ...(config.resolve?.alias as Record<string, string>), ...SOURCES };
    return { ...config, resolve: { ...config.resolve, alias } };
  },
};

function pathOf(source: string): string {
  return fileURLToPath(new URL(source, import.meta.url));
}
