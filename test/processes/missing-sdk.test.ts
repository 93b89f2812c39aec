/** AWS's SDK is optional: who has it not is told how to get it, and who needs it not never loads it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { nodeArguments } from '../support/compiled-sources.ts';

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
  const args = ['--import', WITHOUT_SDK, ...nodeArguments('src/starter.ts'), 'verify'];
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
