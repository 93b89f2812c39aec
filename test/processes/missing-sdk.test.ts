/** AWS's SDK and its way to undici are optional: who has them not is told how to get them, and who needs none never loads them. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { nodeArguments } from '../support/compiled-sources.ts';

const inline = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;

/** Node finds no package of these scopes, as where npm was told to omit optional ones. */
function without(...scopes: readonly string[]): string {
  const hooks = `export function resolve(name, context, next) {
    if (!${JSON.stringify(scopes)}.some((scope) => name.startsWith(scope))) return next(name, context);
    throw Object.assign(new Error('Cannot find package ' + name), { code: 'ERR_MODULE_NOT_FOUND' });
  }`;
  return inline(
    `import { register } from 'node:module'; register(${JSON.stringify(inline(hooks))});`,
  );
}

async function verify(hooks: string, destination: string): Promise<string> {
  const args = ['--import', hooks, ...nodeArguments('src/starter.ts'), 'verify'];
  const run = promisify(execFile)(process.execPath, [...args, '--destination', destination]);
  return run.then(
    () => '',
    (error: unknown) => (error as { stderr: string }).stderr,
  );
}

it.each([
  { missing: 'both packages', hooks: without('@aws-sdk/', '@smithy/') },
  { missing: 'its way to undici', hooks: without('@smithy/undici-http-handler') },
])(
  'a bucket without $missing is answered with the command that installs them; a folder needs none',
  async ({ hooks }) => {
    const [bucket, folder] = await Promise.all([
      verify(hooks, 's3://bucket/marketo'),
      verify(hooks, 'file:./src'),
    ]);
    expect(bucket).toContain('npm install @aws-sdk/client-s3 @smithy/undici-http-handler');
    expect(folder).toContain('holds no exports');
  },
  60_000,
);
