import { mix } from '../data/mix.ts';
import type { Job } from '../jobs/job.ts';
import type { JobFate } from '../jobs/job-fate.ts';
import { parseFaultRules, type FaultEffect, type FaultRule } from './rule.ts';
import { concerns, type FaultTarget } from './target.ts';

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

  /** What the rules on jobs make of one that is enqueued. */
  fateOf(job: Job): JobFate | undefined {
    const { exportId, user, request } = job;
    return this.strike({ operation: 'job', exportId, user, window: request }).job;
  }
}

function strikes(armed: ArmedRule, target: FaultTarget): boolean {
  const { rule } = armed;
  if (!concerns(rule, target)) return false;
  armed.seen += 1;
  if (armed.seen <= (rule.after ?? 0) || armed.struck >= (rule.times ?? Infinity)) return false;
  const dice = mix(rule.seed ?? 1, armed.seen) / 4_294_967_296;
  if (dice >= (rule.probability ?? 1)) return false;
  armed.struck += 1;
  return true;
}
