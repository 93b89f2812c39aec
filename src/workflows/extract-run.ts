/** One running extraction: what it has, and what became of its windows. */
import { setCurrentDetails, setHandler, upsertMemo } from '@temporalio/workflow';
import { CANCELLATION_MEMO, FAILURE } from '../interface/names.ts';
import type { CancelOutcome, WindowFailure, WindowResult } from '../interface/result.ts';
import type { ExtractStatus, ExtractWindowStatus } from '../interface/status.ts';
import type { PlanAnswer, RunContext, Window, WindowOutcome } from '../interface/steps.ts';
import { extractDetails, LONGEST_MESSAGE, publishedStatus, totals } from './extract-report.ts';
import { type ExtractState, sortedByStart, windowKey } from './extract-state.ts';
import { describeFailure } from './failures.ts';
import { extractStatus, pollNow, windowCancelled } from './messages.ts';
import type { WindowPool } from './window-pool.ts';

/** Failures that every other window would meet as well. */
const STOPPING: readonly string[] = [FAILURE.marketoCredentials, FAILURE.marketoAccessDenied];

export class ExtractRun {
  run: RunContext | undefined;
  todo: readonly Window[] | undefined;
  replans: number;
  readonly #published = new Map<string, WindowResult>();
  readonly #failed = new Map<string, WindowFailure>();
  readonly #cancellation: CancelOutcome[];
  readonly #children = new Map<string, string>();
  #phase: ExtractStatus['phase'] = 'resolving';
  #overlap: string | undefined;

  constructor(pool: WindowPool, resumed?: ExtractState) {
    this.run = resumed?.run;
    this.todo = resumed?.todo;
    this.replans = resumed?.replans ?? 0;
    for (const result of resumed?.published ?? []) this.#published.set(windowKey(result), result);
    for (const failure of resumed?.failed ?? []) this.#failed.set(windowKey(failure), failure);
    this.#cancellation = [...(resumed?.cancellation ?? [])];
    setHandler(extractStatus, () => this.status(), { description: 'Where this extraction stands' });
    setHandler(pollNow, () => pool.pollNow(), {
      description: 'End the waits of all windows that are going on: ask Marketo now',
    });
    setHandler(windowCancelled, (outcome) => {
      if (isCancelOutcome(outcome)) this.#cancellation.push(outcome);
    });
  }

  enter(phase: ExtractStatus['phase']): void {
    this.#phase = phase;
    this.#tell();
  }

  planned({ reused, todo }: PlanAnswer): void {
    for (const result of reused) {
      // A window that this run published comes back as reused after a second planning: it was not.
      const key = windowKey(result);
      if (this.#published.get(key)?.exportId !== result.exportId) this.#published.set(key, result);
    }
    this.todo = todo.filter((window) => !this.#hasEnded(window));
  }

  planAnew(): void {
    this.todo = undefined;
    this.replans += 1;
    this.#overlap = undefined;
  }

  started(window: Window, workflowId: string): void {
    this.#children.set(windowKey(window), workflowId);
    this.#tell();
  }

  ended(outcome: WindowOutcome): void {
    if (outcome.outcome === 'overlaps') this.#overlap = outcome.note;
    else this.#published.set(windowKey(outcome.result), outcome.result);
    this.#tell();
  }

  failedWith(window: Window, error: unknown): void {
    const { type, message } = describeFailure(error);
    const shown = message.slice(0, LONGEST_MESSAGE);
    this.#failed.set(windowKey(window), { ...window, type, message: shown });
    this.#tell();
  }

  /** Every planned window that has no end yet was not started, because each would fail alike. */
  abandonOpenWindows(): void {
    const type = this.#stoppingFailure?.type ?? FAILURE.internal;
    const message = 'not exported, because every window would fail as another one did';
    for (const window of this.#openWindows()) {
      this.#failed.set(windowKey(window), { ...window, type, message });
    }
  }

  /** True when a failure was met that every other window would meet as well. */
  get mustStop(): boolean {
    return this.#stoppingFailure !== undefined;
  }

  get #stoppingFailure(): WindowFailure | undefined {
    return this.failures.find(({ type }) => STOPPING.includes(type));
  }

  /** Another run claimed a window that overlaps one of ours: the plan is out of date. */
  get overlapped(): boolean {
    return this.#overlap !== undefined;
  }

  /** True when every planned window has come to its end. */
  get isWhole(): boolean {
    return this.todo !== undefined && this.#openWindows().length === 0;
  }

  get published(): Iterable<WindowResult> {
    return this.#published.values();
  }

  get failures(): readonly WindowFailure[] {
    return [...this.#failed.values()];
  }

  rememberCancellation(): void {
    upsertMemo({ [CANCELLATION_MEMO]: sortedByStart(this.#cancellation) });
  }

  state(run: RunContext): ExtractState {
    return {
      run,
      ...(this.todo === undefined ? {} : { todo: this.#openWindows() }),
      published: [...this.#published.values()],
      failed: this.failures,
      cancellation: this.#cancellation,
      replans: this.replans,
    };
  }

  status(): ExtractStatus {
    const request = this.run?.request;
    return {
      version: 1,
      phase: this.#phase,
      ...(request === undefined
        ? {}
        : { instance: request.instance, dataset: request.dataset, period: request.period }),
      windows: this.#windows(),
      ...totals(this.#published.values()),
      failed: this.failures,
      cancellation: this.#cancellation,
      ...(this.#overlap === undefined
        ? {}
        : { note: `${this.#overlap}; the rest is planned again around it` }),
    };
  }

  #windows(): ExtractWindowStatus[] {
    const ended = [
      ...[...this.#published.values()].map(publishedStatus),
      ...this.failures.map(({ startAt, endAt }) => ({ startAt, endAt, phase: 'failed' as const })),
    ];
    const open = this.#openWindows().map(({ startAt, endAt }): ExtractWindowStatus => {
      const workflowId = this.#children.get(windowKey({ startAt, endAt }));
      return workflowId === undefined
        ? { startAt, endAt, phase: 'waiting' }
        : { startAt, endAt, phase: 'running', workflowId };
    });
    return sortedByStart([...ended, ...open]);
  }

  #openWindows(): Window[] {
    return (this.todo ?? []).filter((window) => !this.#hasEnded(window));
  }

  #hasEnded(window: Window): boolean {
    const key = windowKey(window);
    return this.#published.has(key) || this.#failed.has(key);
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
