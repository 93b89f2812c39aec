/** One running extraction: what it tells people, and what it remembers beside its windows. */
import { setCurrentDetails, setHandler, upsertMemo } from '@temporalio/workflow';
import { CANCELLATION_MEMO } from '../interface/names.ts';
import type { CancelOutcome } from '../interface/result.ts';
import type { ExtractStatus, ExtractWindowStatus } from '../interface/status.ts';
import type { RunContext, Window, WindowOutcome } from '../interface/steps.ts';
import { extractDetails, LONGEST_MESSAGE, publishedStatus, totals } from './extract-report.ts';
import { type ExtractState, sortedByStart, windowKey } from './extract-state.ts';
import { ExtractWindows } from './extract-windows.ts';
import { describeFailure } from './failures.ts';
import { extractStatus, pollNow, windowCancelled } from './messages.ts';
import type { WindowPool } from './window-pool.ts';

export class ExtractRun {
  run: RunContext | undefined;
  readonly windows: ExtractWindows;
  readonly #cancellation: CancelOutcome[];
  readonly #children = new Map<string, string>();
  #phase: ExtractStatus['phase'] = 'resolving';

  constructor(pool: WindowPool, resumed?: ExtractState) {
    this.run = resumed?.run;
    this.windows = new ExtractWindows(resumed);
    this.#cancellation = [...(resumed?.cancellation ?? [])];
    setHandler(extractStatus, () => this.status(), { description: 'Where this extraction stands' });
    setHandler(pollNow, () => pool.pollNow(), {
      description: 'End the waits of all windows that are going on: ask Marketo now',
    });
    setHandler(windowCancelled, (outcome) => {
      if (isCancelOutcome(outcome)) this.cancelled(outcome);
    });
  }

  enter(phase: ExtractStatus['phase']): void {
    this.#phase = phase;
    this.#tell();
  }

  started(window: Window, workflowId: string): void {
    this.#children.set(windowKey(window), workflowId);
    this.#tell();
  }

  ended(outcome: WindowOutcome): void {
    this.windows.ended(outcome);
    this.#tell();
  }

  failedWith(window: Window, error: unknown): void {
    const { type, message } = describeFailure(error);
    this.windows.failed({ ...window, type, message: message.slice(0, LONGEST_MESSAGE) });
    this.#tell();
  }

  /** Told by a window. Two workflows of one window, after a reset, may tell of the same job: what was achieved counts. */
  cancelled(outcome: CancelOutcome): void {
    const known = this.#cancellation.filter((other) => windowKey(other) === windowKey(outcome));
    if (outcome.outcome === 'noJob' && known.length > 0) return;
    const same = known.find(
      (other) => other.outcome === 'noJob' || other.exportId === outcome.exportId,
    );
    if (same === undefined) this.#cancellation.push(outcome);
    else if (same.outcome === 'noJob' || same.outcome === 'notCancelled') {
      this.#cancellation.splice(this.#cancellation.indexOf(same), 1, outcome);
    }
  }

  hasCancelled(window: Window & { readonly exportId: string }): boolean {
    return this.#cancellation.some(
      (known) => windowKey(known) === windowKey(window) && known.exportId === window.exportId,
    );
  }

  /** True also for one that has ended since. */
  hasChild(workflowId: string): boolean {
    return [...this.#children.values()].includes(workflowId);
  }

  rememberCancellation(): void {
    upsertMemo({ [CANCELLATION_MEMO]: sortedByStart(this.#cancellation) });
  }

  state(run: RunContext): ExtractState {
    const { isPlanned, open, published, failures, replans } = this.windows;
    return {
      run,
      ...(isPlanned ? { todo: open } : {}),
      published,
      failed: failures,
      cancellation: this.#cancellation,
      replans,
    };
  }

  status(): ExtractStatus {
    const request = this.run?.request;
    const { published, failures, overlap } = this.windows;
    return {
      version: 1,
      phase: this.#phase,
      ...(request === undefined
        ? {}
        : { instance: request.instance, dataset: request.dataset, period: request.period }),
      windows: this.#windowStatuses(),
      ...totals(published),
      failed: failures,
      cancellation: this.#cancellation,
      ...(overlap === undefined ? {} : { note: `${overlap}; the rest is planned again around it` }),
    };
  }

  #windowStatuses(): ExtractWindowStatus[] {
    const { published, failures, open } = this.windows;
    return sortedByStart([
      ...published.map(publishedStatus),
      ...failures.map(({ startAt, endAt }) => ({ startAt, endAt, phase: 'failed' as const })),
      ...open.map((window) => this.#openStatus(window)),
    ]);
  }

  #openStatus({ startAt, endAt }: Window): ExtractWindowStatus {
    const workflowId = this.#children.get(windowKey({ startAt, endAt }));
    return workflowId === undefined
      ? { startAt, endAt, phase: 'waiting' }
      : { startAt, endAt, phase: 'running', workflowId };
  }

  #tell(): void {
    setCurrentDetails(extractDetails(this.status()));
  }
}

/** Anybody may send a signal, with anything. */
function isCancelOutcome(value: unknown): value is CancelOutcome {
  if (typeof value !== 'object' || value === null) return false;
  const { startAt, endAt, outcome } = value as Partial<Record<keyof CancelOutcome, unknown>>;
  return [startAt, endAt, outcome].every((member) => typeof member === 'string');
}
