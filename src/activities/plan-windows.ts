import { ApplicationFailure } from '@temporalio/common';
import { startsWithin } from '../domain/whole-periods.ts';
import { FAILURE, MAX_WINDOWS } from '../interface/names.ts';
import type { ResolvedRequest } from '../interface/resolved.ts';
import type { PlannedWindow } from '../interface/result.ts';
import type { PlanAnswer, PlanInput } from '../interface/steps.ts';
import { parseWindowText, windowText } from '../domain/windows.ts';
import { type PeriodPlan, planPeriod } from '../ledger/plan.ts';
import { clientOf } from './client-of.ts';
import { defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { freshnessFor } from './freshness.ts';
import { requireSameStore } from './same-store.ts';
import { windowResult } from './window-result.ts';

type Parts = Pick<Dependencies, 'marketo' | 'store' | 'ledger' | 'hostName'>;

/** The period, less what the ledger holds, split into windows. Writes nothing: a dry run calls it as well. */
export function planWindowsActivity(parts: Parts) {
  return defineActivity<PlanInput, PlanAnswer>('beforePaying', async (input, { signal }) => {
    const { run, explain } = input;
    const { request } = run;
    // A dry run on an empty destination has no store yet, and makes none.
    if (run.storeId !== '') await requireSameStore(parts, run);
    const period = parseWindowText(request.period);
    const records = await parts.ledger.windowsTouching(request, period);
    const marketo = clientOf(parts, run);
    const freshness = await freshnessFor(marketo, request, records, signal);
    const cuts = request.cutAt === undefined ? [] : startsWithin(request.cutAt, period);
    const plan = planPeriod(records, freshness, period, request.windowSizeSeconds, cuts);
    refuseTooMany(plan.reused.length + plan.todo.length);
    return {
      reused: plan.reused.map(({ manifest }) => windowResult(parts, request, manifest, true)),
      todo: inOrder(plan, request).map(({ window }) => windowText(window)),
      windows: explain ? explained(plan) : [],
    };
  });
}

/** As they are to be started: ascending, but in a backfill that begins with the newest. */
function inOrder({ todo }: PeriodPlan, { backfill }: ResolvedRequest): PeriodPlan['todo'] {
  return backfill?.order === 'newest' ? todo.toReversed() : todo;
}

function explained({ reused, todo }: PeriodPlan): PlannedWindow[] {
  return [...reused, ...todo]
    .toSorted((a, b) => a.window.start - b.window.start)
    .map(({ window, state, why }) => ({ ...windowText(window), state: shown(state), why }));
}

/** `stale` is shown as missing: the file that is there does not count for this request. */
function shown(state: 'final' | 'provisional' | 'stale' | 'claimed' | 'missing') {
  return (state === 'stale' ? 'missing' : state) satisfies PlannedWindow['state'];
}

function refuseTooMany(count: number): void {
  if (count <= MAX_WINDOWS) return;
  throw ApplicationFailure.nonRetryable(
    `The period comes to ${count} windows with what the ledger holds already; at most ${MAX_WINDOWS} are allowed. ` +
      'Ask for a shorter period, or for several one after the other, or use a larger windowSize (up to P31D).',
    FAILURE.invalidRequest,
  );
}
