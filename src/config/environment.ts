/** The environment that settings are read from: the process's own, and beneath it a `.env` file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Environment } from './read-settings.ts';

/**
 * `.env` of the folder, overlaid by `real`. A variable that is empty in `real` counts as unset there too.
 * Changes nothing in the process. Throws when there is a `.env` that cannot be read.
 */
export function readEnvironment(cwd: string, real: Environment = process.env): Environment {
  const set = Object.entries(real).filter(([, text]) => text !== undefined && text.trim() !== '');
  return { ...readEnvFile(join(cwd, '.env')), ...Object.fromEntries(set) };
}

function readEnvFile(path: string): Environment {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return {};
    throw new Error(`${path} cannot be read; make it a readable file or take it away`, { cause });
  }
  return parseEnv(content.replace(/^\uFEFF/, ''));
}
