/**
 * For `--import`: a worker in a test's own process, and each of its workflow threads, lets the SDK `require` its payload
 * converter, a `.ts` file here. It gets the JavaScript that `compile-sources.ts` made. tsx could do it too, but would look
 * into every CommonJS module that the SDK consists of, in each of the threads.
 */
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const require = createRequire(import.meta.url);

require.extensions['.ts'] = (module, file) => {
  const compiled = process.env.COMPILED_SOURCES ?? ROOT;
  module.exports = require(join(compiled, relative(ROOT, file).replace(/\.ts$/, '.js')));
};
