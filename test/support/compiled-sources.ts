/**
 * How tests start an entry of this package: as the JavaScript that `compile-sources.ts` made of it when the run began.
 * Beside tsx a process starts in half the time. Without that set-up (the chaos command) tsx it is.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LATE_OPTIMIZATION } from './late-optimization.ts';

const ROOT = new URL('../../', import.meta.url);

/** Where `compile-sources.ts` has put them; in the environment, so that it reaches every process of the run. */
export const COMPILED_SOURCES = 'COMPILED_SOURCES';

/** Arguments of Node that run `entry`, a source file of `src`, `test/support` or `bench/support`, or JavaScript, relative to the repository or a URL. */
export function nodeArguments(entry: string): readonly string[] {
  if (entry.endsWith('.js')) return [fileURLToPath(new URL(entry, ROOT))];
  const compiled = process.env[COMPILED_SOURCES];
  if (compiled === undefined || !/^(src|test\/support|bench\/support)\//.test(entry)) {
    return ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL(entry, ROOT))];
  }
  return [...LATE_OPTIMIZATION, join(compiled, entry.replace(/\.ts$/, '.js'))];
}
