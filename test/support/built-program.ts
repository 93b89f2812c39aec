/** The program as `npm run build` makes it, for the tests that run it as it is installed. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { COMPILED_SOURCES } from './compiled-sources.ts';

/**
 * Into `dist`: what `compile-sources.ts` and `global-setup.ts` made when the run began. Types are checked by
 * `npm run check:types`, and what the real build makes is run by test/package.
 */
export async function buildProgram(dist: string): Promise<void> {
  const compiled = process.env[COMPILED_SOURCES];
  if (compiled === undefined) throw new Error(`${COMPILED_SOURCES} is not set: run it by vitest`);
  await cp(join(compiled, 'src'), dist, { recursive: true });
}
