/** What a check came to, in a form for people and for programs. */
import type { CheckName } from './checks.ts';

/**
 * `problem`: extractions do not work until somebody does something. `warning`: they work, but wait, or something is not
 * as it should be. `skipped`: not looked at, and why.
 */
export type Status = 'ok' | 'warning' | 'problem' | 'skipped';

/** JSON; names are stable. Never a secret, a token or an address of a person. */
export type Facts = Readonly<Record<string, unknown>>;

/** What a check judges, without saying which check it is. */
export interface Verdict {
  readonly status: Status;
  /** One sentence or more; further lines are indented. */
  readonly message: string;
  /** What to do; null where there is nothing to do. */
  readonly remedy: string | null;
  readonly facts: Facts;
}

export interface Finding extends Verdict {
  readonly check: CheckName;
  /** The Marketo instance that it is about. */
  readonly instance?: string;
}

export function ok(message: string, facts: Facts = {}): Verdict {
  return { status: 'ok', message, remedy: null, facts };
}

export function warning(message: string, remedy: string, facts: Facts = {}): Verdict {
  return { status: 'warning', message, remedy, facts };
}

export function problem(message: string, remedy: string, facts: Facts = {}): Verdict {
  return { status: 'problem', message, remedy, facts };
}

export function skipped(message: string, facts: Facts = {}): Verdict {
  return { status: 'skipped', message, remedy: null, facts };
}
