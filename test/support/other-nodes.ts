/** What `npm run prepare:nodes` fetches: versions of Node that tests run the program on, beside the one that they run on. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Of the image, and the newest with long-term support. */
export const OTHER_NODES = ['22.23.3', '24.21.0'] as const;

export function nodeExecutable(version: string): string {
  return fileURLToPath(new URL(`../../.cache/node/node-${version}`, import.meta.url));
}

/** Undefined when they are there. In CI that they are not is a failure: `.ci/run` prepares them. */
export function whyNoOtherNodes(): string | undefined {
  if (OTHER_NODES.every((version) => existsSync(nodeExecutable(version)))) return undefined;
  const why = `no Node ${OTHER_NODES.join(' and ')} in .cache/node; npm run prepare:nodes fetches them`;
  if ((process.env.CI ?? '') !== '') throw new Error(`CI tries the package on them: ${why}`);
  console.warn(`The package is tried on this Node only: ${why}`);
  return why;
}
