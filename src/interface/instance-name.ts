/** Names of configured Marketo instances. They become folders of the destination and parts of workflow ids. */
import type { Fault } from './fault.ts';
import { quote } from './fault.ts';
import { didYouMean } from './spelling.ts';

export const DEFAULT_INSTANCE = 'default';

/** Small letters only: on some disks `EMEA` and `emea` are one folder, and would be two ledgers in it. */
export const INSTANCE_PATTERN = /^[a-z0-9][a-z0-9_-]{0,39}$/;

export const INSTANCE_RULE =
  '1 to 40 small letters (a-z), digits, "_" and "-", with a letter or digit first';

/** A name that is well formed but that nobody has configured. `known`: undefined where that is not known. */
export function checkInstance(
  instance: string | undefined,
  known: readonly string[] | undefined,
  faults: Fault[],
): void {
  if (instance === undefined || known === undefined || known.includes(instance)) return;
  faults.push({ path: 'instance', message: unknownInstance(instance, known) });
}

/** `"emae" names no configured instance. Did you mean "emea"? There are: emea, us`. */
export function unknownInstance(instance: string, known: readonly string[]): string {
  const near = didYouMean(instance, known);
  return `${quote(instance)} names no configured instance.${near} There are: ${known.join(', ')}`;
}
