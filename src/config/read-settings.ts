/** Reads a table of settings from an environment, collecting every fault. */
import type { Fault } from '../interface/fault.ts';
import { didYouMean } from '../interface/spelling.ts';
import type { Setting } from './setting.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What could be read. Absent: unset and without default, or wrong, and then a fault tells. */
export type Values<S> = { readonly [K in keyof S]?: S[K] extends Setting<infer T> ? T : never };

/** The variable's text without blanks around it; an empty variable counts as unset. */
export function textOf(environment: Environment, variable: string): string | undefined {
  const text = Object.hasOwn(environment, variable) ? environment[variable]?.trim() : undefined;
  return text === '' ? undefined : text;
}

export function readSettings<S extends Readonly<Record<string, Setting<unknown>>>>(
  settings: S,
  environment: Environment,
  faults: Fault[],
): Values<S> {
  const values = Object.entries(settings).flatMap(([name, setting]) => {
    const text = textOf(environment, setting.variable) ?? setting.default;
    if (text === undefined) return [];
    const read = setting.read(text);
    if (read.ok) return [[name, read.value] as const];
    faults.push({ path: setting.variable, message: read.fault });
    return [];
  });
  // Built from `settings` itself: each name carries what its own reader put out.
  return Object.fromEntries(values) as Values<S>;
}

/** Variables that look like ours and are not: most likely typing errors, and without effect either way. */
export function findUnknownVariables(environment: Environment, known: readonly string[]): string[] {
  return Object.keys(environment)
    .filter((name) => /^(EXTRACT|MARKETO)_/.test(name) && !known.includes(name))
    .filter((name) => textOf(environment, name) !== undefined)
    .sort()
    .map((name) => `${name} is not a known variable and has no effect.${didYouMean(name, known)}`);
}
