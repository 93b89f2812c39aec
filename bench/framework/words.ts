/** Figures as people read them. Pure. */
import type { Goal, Unit } from './bench.ts';
import type { CaseResult, Series } from './results.ts';
import type { Spread } from './statistics.ts';

/** `0.412 s`, `64.1 MiB`: three digits that say something. */
export function figure(value: number, unit: Unit): string {
  return `${digits(value)} ${unit}`;
}

/** `0.412 (0.398–0.44)`. */
export function spread({ median, min, max }: Spread): string {
  return min === max ? digits(median) : `${digits(median)} (${digits(min)}–${digits(max)})`;
}

export function digits(value: number): string {
  return String(Number(Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3)));
}

/** `× 0.71 (0.68–0.8)`, `+ 0.31 s`; empty when there is nothing to compare with. */
export function comparison({ ratio, above, goal, unit }: CaseResult): string {
  if (ratio === undefined || above === undefined) return '';
  return goal !== undefined && 'aboveAtMost' in goal
    ? `+ ${spread(above)} ${unit}`
    : `× ${spread(ratio)}`;
}

export function goalWords(goal: Goal | undefined, unit: Unit): string {
  if (goal === undefined) return '';
  if ('ratioAtMost' in goal) return `≤ × ${digits(goal.ratioAtMost)}`;
  if ('aboveAtMost' in goal) return `≤ + ${figure(goal.aboveAtMost, unit)}`;
  return `≤ ${figure(goal.atMost, unit)}`;
}

export function metWords(met: boolean | undefined): string {
  if (met === undefined) return '';
  return met ? 'yes' : 'no';
}

/** `3.1 MB sent twice, 4 calls`; empty when there are none. */
export function figures({ figures: named = {} }: Series): string {
  return Object.entries(named)
    .map(([name, value]) => `${digits(value)} ${name}`)
    .join(', ');
}
