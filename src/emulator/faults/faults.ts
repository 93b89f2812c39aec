import type { Operation } from '../call-log.ts';
import { mix } from '../data/mix.ts';
import { parseFaultRules, type FaultEffect, type FaultRule } from './rule.ts';

/** The call a rule is tried on. */
export interface FaultTarget {
  readonly operation: Operation;
  readonly exportId: string | null;
  readonly user: string | null;
}

interface ArmedRule {
  readonly rule: FaultRule;
  seen: number;
  struck: number;
}

/** The rules in force, with their counts. The seam between faults and the rest of the emulator. */
export class Faults {
  #armed: ArmedRule[] = [];

  constructor(rules: readonly FaultRule[] = []) {
    this.add(rules);
  }

  add(rules: readonly FaultRule[]): void {
    for (const rule of parseFaultRules(rules)) this.#armed.push({ rule, seen: 0, struck: 0 });
  }

  clear(): void {
    this.#armed = [];
  }

  /** The rules with how many calls each has seen and struck. */
  list(): readonly Readonly<ArmedRule>[] {
    return this.#armed.map((armed) => ({ ...armed }));
  }

  /** Effects of all rules that strike this call; of two that set the same member, the later wins. */
  strike(target: FaultTarget): FaultEffect {
    const effects = this.#armed
      .filter((armed) => strikes(armed, target))
      .map(({ rule }) => rule.do);
    return Object.assign({}, ...effects) as FaultEffect;
  }
}

function strikes(armed: ArmedRule, target: FaultTarget): boolean {
  const { rule } = armed;
  if (!matches(rule, target)) return false;
  armed.seen += 1;
  if (armed.seen <= (rule.after ?? 0) || armed.struck >= (rule.times ?? Infinity)) return false;
  const dice = mix(rule.seed ?? 1, armed.seen) / 4_294_967_296;
  if (dice >= (rule.probability ?? 1)) return false;
  armed.struck += 1;
  return true;
}

function matches(rule: FaultRule, target: FaultTarget): boolean {
  if (rule.on !== '*' && rule.on !== target.operation) return false;
  if (rule.exportId !== undefined && rule.exportId !== target.exportId) return false;
  return rule.user === undefined || rule.user === target.user;
}
