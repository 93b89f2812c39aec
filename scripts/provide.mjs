// For scripts that put programs of others into .cache, where tests find them.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What is there already is left as it is; `make` gives the path of what it has put below the folder. Exit code 1 when it fails. */
export function provide(group, name, make) {
  const cache = fileURLToPath(new URL(`../.cache/${group}`, import.meta.url));
  const target = join(cache, name);
  if (existsSync(target)) return;
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'fetch-'));
  try {
    const made = make(folder);
    chmodSync(made, 0o755);
    renameSync(made, target);
    console.log(`${name} is in .cache/${group}`);
  } catch (error) {
    console.error(`${name} cannot be had: ${error.message}`);
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Throws when the command is not there, fails or takes ten minutes. */
export function run(command, args, { cwd, env = {} } = {}) {
  const { status, error } = spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    cwd,
    env: { ...process.env, ...env },
    timeout: 600_000,
  });
  if (error !== undefined) throw new Error(`${command}: ${error.message}`);
  if (status !== 0) throw new Error(`${command} ended with ${status}`);
}
