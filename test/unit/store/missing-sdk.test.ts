/** AWS's SDK is optional: who has it not is told how to get it, and who needs it not never loads it. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const starter = fileURLToPath(new URL('../../../src/starter.ts', import.meta.url));

/** Node finds no package of AWS's, as where npm was told to omit optional ones. */
const HOOKS = `export function resolve(name, context, next) {
  if (!name.startsWith('@aws-sdk/')) return next(name, context);
  throw Object.assign(new Error('Cannot find package ' + name), { code: 'ERR_MODULE_NOT_FOUND' });
}`;
const inline = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
const WITHOUT_SDK = inline(
  `import { register } from 'node:module'; register(${JSON.stringify(inline(HOOKS))});`,
);

async function verify(destination: string): Promise<string> {
  const args = ['--import', 'tsx', '--import', WITHOUT_SDK, starter, 'verify'];
  const run = promisify(execFile)(process.execPath, [...args, '--destination', destination]);
  return run.then(
    () => '',
    (error: unknown) => (error as { stderr: string }).stderr,
  );
}

it('a bucket without the SDK is answered with the command that installs it; a folder needs none', async () => {
  const [bucket, folder] = await Promise.all([verify('s3://bucket/marketo'), verify('file:./src')]);
  expect(bucket).toContain('npm install @aws-sdk/client-s3');
  expect(folder).toContain('holds no exports');
}, 60_000);
