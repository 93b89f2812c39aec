import type { TestProject } from 'vitest/node';
import { startDevServer } from '../../src/temporal-cli/dev-server.ts';
import { findTemporalExecutable } from '../../src/temporal-cli/find-executable.ts';
import './temporal-server.ts';

/** One dev server for all server tests. Where none can be had the run fails with every reason: never a silent skip. */
export default async function startSharedServer(
  project: TestProject,
): Promise<() => Promise<void>> {
  const log = (message: string) => void process.stderr.write(`${message}\n`);
  const { path } = await findTemporalExecutable({ log });
  const server = await startDevServer({ executable: path, ui: false, log });
  project.provide('temporalAddress', server.address);
  project.provide('temporalExecutable', path);
  return () => server.stop();
}
