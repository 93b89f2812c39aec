/** A last net: whatever a message quotes, the secret is not in it, even when it was put into the wrong variable. */
import type { Loaded } from './config.ts';

/** Shorter ones are no real secrets, and cutting them out would garble ordinary words. */
const MIN_LENGTH = 8;

export function censor<T>(loaded: Loaded<T>, secrets: readonly (string | undefined)[]): Loaded<T> {
  const clean = (text: string) => secrets.reduce<string>(without, text);
  const warnings = loaded.warnings.map(clean);
  if (loaded.ok) return { ...loaded, warnings };
  const faults = loaded.faults.map(({ path, message }) => ({ path, message: clean(message) }));
  return { ...loaded, faults, warnings };
}

function without(text: string, secret: string | undefined): string {
  if (secret === undefined || secret.length < MIN_LENGTH) return text;
  return text.replaceAll(secret, '[secret]');
}
