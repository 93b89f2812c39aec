/** A virtual environment with the packages of a requirements file, made once and kept in the checkout's cache. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../../src/domain/message-of.ts';
import { runCommand } from '../../src/temporal-cli/run-command.ts';

const CACHE = fileURLToPath(new URL('../../.cache/python/', import.meta.url));

export type Python =
  | { readonly available: true; readonly version: string }
  | { readonly available: false; readonly reason: string };

/** A machine of a developer may be without Python; CI may not. */
export async function findPython(): Promise<Python> {
  try {
    const version = await runCommand('python3', ['--version'], {
      env: process.env,
      timeoutMs: 10_000,
    });
    return { available: true, version: version.trim() };
  } catch (error) {
    const reason = `The example in Python is not run: ${messageOf(error)}`;
    if (process.env.CI === 'true') throw new Error(reason, { cause: error });
    return { available: false, reason };
  }
}

/**
 * The environment's folder. `create(folder)` is called when there is none for this Python and these requirements: it has to make
 * `folder/.venv`, which is moved into the cache when it is complete.
 */
export async function cachedEnvironment(
  requirements: string,
  { version }: { readonly version: string },
  create: (folder: string) => Promise<unknown>,
): Promise<string> {
  const hash = createHash('sha256')
    .update(version)
    .update(await readFile(requirements));
  const kept = join(CACHE, hash.digest('hex').slice(0, 16));
  if (existsSync(kept)) return kept;
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'new-'));
  try {
    await create(folder);
    await rename(join(folder, '.venv'), kept).catch((error: unknown) => {
      if (!existsSync(kept)) throw error; // else another run was first
    });
    return kept;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
