import { readFileSync } from 'node:fs';

/** From package.json, which lies one folder above both `src` and `dist`. */
export function productVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return version;
}
