import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** An entry of this package: `src/worker.ts` in a checkout, `dist/worker.js` installed. */
export type OwnEntry = 'starter' | 'worker';

export interface OwnProcessOptions {
  readonly args?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly stdio: StdioOptions;
}

/**
 * Starts an entry of this package with the same Node and the same loader. In a group of its own, so that a
 * terminal's Ctrl-C reaches it through us only, once; and never outliving us, short of SIGKILL.
 */
export function spawnOwn(entry: OwnEntry, options: OwnProcessOptions): ChildProcess {
  const child = spawn(
    process.execPath,
    [...process.execArgv, entryPath(entry), ...(options.args ?? [])],
    {
      env: options.env,
      stdio: options.stdio,
      detached: true,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    },
  );
  const killWithUs = () => void child.kill('SIGTERM');
  process.once('exit', killWithUs);
  child.once('exit', () => process.off('exit', killWithUs));
  return child;
}

function entryPath(entry: OwnEntry): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`../${entry}.${extension}`, import.meta.url));
}
