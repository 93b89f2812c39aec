import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startDevServer } from '../../src/temporal-cli/dev-server.ts';
import { findTemporalExecutable } from '../../src/temporal-cli/find-executable.ts';
import { bundleWorkflows } from '../../src/worker/workflow-bundle.ts';
import { COMPILED_SOURCES } from './compiled-sources.ts';
import './temporal-server.ts';

/** The Go runtime of dev servers collects less often: it was a tenth of their work, and memory is there. */
const GO_GARBAGE_PERCENT = '400';
/** And it does not spread over cores that tests need as well: a tenth of a server's work was to wake threads and to look for something to do. */
const GO_PROCESSORS = '1';

/** One dev server for all server tests. Where none can be had the run fails with every reason: never a silent skip. */
export default async function startSharedServer(
  project: TestProject,
): Promise<() => Promise<void>> {
  const log = (message: string) => void process.stderr.write(`${message}\n`);
  // Also of those that tests start for themselves.
  process.env['GOGC'] ??= GO_GARBAGE_PERCENT;
  process.env['GOMAXPROCS'] ??= GO_PROCESSORS;
  const { path } = await findTemporalExecutable({ log });
  const server = await startDevServer({ executable: path, ui: false, log });
  project.provide('temporalAddress', server.address);
  project.provide('temporalExecutable', path);
  // One bundle for all workers: each of them would spend seconds of a core on making the same. It lies where the build has it.
  const bundle = join(process.env[COMPILED_SOURCES] ?? '', 'src', 'workflow-bundle.js');
  await writeFile(bundle, await bundleWorkflows());
  project.provide('workflowBundle', bundle);
  return () => server.stop();
}
