/** A window whose job came to nothing for its size is given up for two halves of it. */
import { halve, type Interval } from '../domain/interval.ts';
import { parseWindowText, windowText } from '../domain/windows.ts';
import { FAILURE, type FailureType } from '../interface/names.ts';
import type { Window } from '../interface/steps.ts';
import type { WindowRun } from './window-run.ts';
import type { Budget, WindowState } from './window-state.ts';

/** The shortest `windowSize` too. */
const SHORTEST_SECONDS = 3_600;

/**
 * Undefined: not to be halved. A stuck job has cost the job time-out already, and another of the same size would too; a
 * failed one may be Marketo's hiccup, so its replacements go first. The claim has to be released before.
 */
export function halved(
  run: WindowRun,
  budget: Budget,
  type: FailureType,
  reason: string,
): WindowState | undefined {
  const { window, mayHalve = false } = run.input;
  const forSize =
    type === FAILURE.jobStuck || (type === FAILURE.jobFailed && budget.replacements === 0);
  const halves = mayHalve && forSize ? halve(parseWindowText(window), SHORTEST_SECONDS) : undefined;
  if (halves === undefined) return undefined;
  const note = `halved: ${reason}`;
  run.tell({ phase: 'halved', note });
  const outcome = { outcome: 'halved', window, halves: inOrder(run, halves), note } as const;
  return { phase: 'done', budget, outcome };
}

function inOrder(run: WindowRun, halves: readonly Interval[]): Window[] {
  const newestFirst = run.input.run.request.backfill?.order === 'newest';
  return (newestFirst ? halves.toReversed() : halves).map(windowText);
}
