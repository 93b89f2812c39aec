/** The program as `npm run build` makes it, for the tests that run it as it is installed. */
import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Into `dist`. Types are checked by `npm run check:types`, so that they are neither checked nor written here; the workflow
 * bundle is one that was made already.
 */
export async function buildProgram(dist: string, workflowBundle: string): Promise<void> {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const options = ['-p', 'tsconfig.build.json', '--noCheck', '--declaration', 'false'];
  await promisify(execFile)(process.execPath, [compiler, ...options, '--outDir', dist], {
    cwd: ROOT,
  });
  await cp(workflowBundle, join(dist, 'workflow-bundle.js'));
}
