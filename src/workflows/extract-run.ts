/** One running extraction: what it has, what it tells, and what came of it. */
import {
  ApplicationFailure,
  setCurrentDetails,
  setHandler,
  upsertMemo,
} from '@temporalio/workflow';
import { CANCELLATION_MEMO, FAILURE } from '../interface/names.ts';
import type {
  CancelOutcome,
  ExtractResult,
  FailedExtractResult,
  FailedWindow,
  WindowResult,
} from '../interface/result.ts';
import type { ExtractStatus, ExtractWindowStatus } from '../interface/status.ts';
import type { PlanAnswer, RunContext, Window, WindowOutcome } from '../interface/steps.ts';
import { type ExtractState, sameWindow, sortedByStart } from './extract-state.ts';
import { describeFailure } from './failures.ts';
import { extractStatus, pollNow, windowCancelled } from './messages.ts';
import type { WindowPool } from './window-pool.ts';
import { requestFor } from '../interface/window-request.ts';

/** Failures that every other window would meet as well. */
const STOPPING: readonly string[] = [FAILURE.marketoCredentials, FAILURE.marketoAccessDenied];

export class ExtractRun {
  run: RunContext | undefined;
  todo: readonly Window[] | undefined;
  replans: number;
  #published: WindowResult[];
  #failed: FailedWindow[];
  #cancellation: CancelOutcome[];
  #phase: ExtractStatus['phase'] = 'resolving';
  #note: string | undefined;
  #overlapped = false;
  readonly #children = new Map<string, string>();

  constructor(pool: WindowPool, resumed?: ExtractState) {
    this.run = resumed?.run;
    this.todo = resumed?.todo;
    this.replans = resumed?.replans ?? 0;
    this.#published = [...(resumed?.published ?? [])];
    this.#failed = [...(resumed?.failed ?? [])];
    this.#cancellation = [...(resumed?.cancellation ?? [])];
    setHandler(extractStatus, () => this.status(), { description: 'Where this extraction stands' });
    setHandler(pollNow, () => pool.pollNow(), {
      description: 'End the waits of all windows that are going on: ask Marketo now',
    });
    setHandler(windowCancelled, (outcome) => void this.#cancellation.push(outcome));
  }

  enter(phase: ExtractStatus['phase'], note?: string): void {
    this.#phase = phase;
    this.#note = note;
    this.#tell();
  }

  planned({ reused, todo }: PlanAnswer): void {
    const known = this.#published;
    // A window that this run published comes back as reused after a second planning: it was not.
    this.#published = sortedByStart([
      ...known,
      ...reused.filter((window) => !known.some((own) => own.exportId === window.exportId)),
    ]);
    this.todo = todo.filter((window) => !this.#failed.some((failed) => sameWindow(failed, window)));
  }

  started(window: Window, workflowId: string): void {
    this.#children.set(window.startAt, workflowId);
    this.#tell();
  }

  ended(outcome: WindowOutcome): void {
    if (outcome.outcome === 'overlaps') this.#overlapped = true;
    else this.#published.push(outcome.result);
    this.#tell();
  }

  planAnew(): void {
    this.todo = undefined;
    this.replans += 1;
    this.#overlapped = false;
  }

  /** Another run claimed a window that overlaps one of ours: the plan is out of date. */
  get overlapped(): boolean {
    return this.#overlapped;
  }

  /** True when every planned window has come to its end. */
  get isWhole(): boolean {
    const ended = [...this.#published, ...this.#failed];
    return this.todo?.every((window) => ended.some((other) => sameWindow(other, window))) ?? false;
  }

  failedWith(window: Window, error: unknown): void {
    this.#failed.push({ ...window, ...describeFailure(error), request: this.#requestFor(window) });
    this.#tell();
  }

  /** Windows that were never started because every one would fail alike. */
  notStarted(windows: readonly Window[]): void {
    const [reason] = this.#failed.filter(({ type }) => STOPPING.includes(type));
    for (const window of windows) {
      this.#failed.push({
        ...window,
        type: reason?.type ?? FAILURE.internal,
        message: `not started, because another window failed: ${reason?.message ?? ''}`,
        request: this.#requestFor(window),
      });
    }
  }

  get mustStop(): boolean {
    return this.#failed.some(({ type }) => STOPPING.includes(type));
  }

  get hasFailed(): boolean {
    return this.#failed.length > 0;
  }

  rememberCancellation(): void {
    upsertMemo({ [CANCELLATION_MEMO]: sortedByStart(this.#cancellation) });
  }

  state(run: RunContext): ExtractState {
    return {
      run,
      ...(this.todo === undefined ? {} : { todo: this.todo }),
      published: this.#published,
      failed: this.#failed,
      cancellation: this.#cancellation,
      replans: this.replans,
    };
  }

  result({ request }: RunContext): ExtractResult {
    return {
      version: 1,
      instance: request.instance,
      dataset: request.dataset,
      windows: sortedByStart(this.#published),
      ...totals(this.#published),
    };
  }

  failure(run: RunContext): ApplicationFailure {
    const failed = sortedByStart(this.#failed);
    const details: FailedExtractResult = { ...this.result(run), failed };
    const lines = failed.map(({ startAt, endAt, message }) => `${startAt} … ${endAt}: ${message}`);
    return ApplicationFailure.create({
      type:
        failed.length === 1 ? (failed[0]?.type ?? FAILURE.windowsFailed) : FAILURE.windowsFailed,
      message: [
        `${failed.length} of ${failed.length + this.#published.length} windows failed; the others are published. ` +
          'The same request exports only what is missing.',
        ...lines.slice(0, 20),
        ...(lines.length > 20 ? [`… and ${lines.length - 20} more, in the details`] : []),
      ].join('\n'),
      nonRetryable: true,
      details: [details],
    });
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
      ...totals(this.#published),
      failed: this.#failed,
      cancellation: this.#cancellation,
      ...(this.#note === undefined ? {} : { note: this.#note }),
    };
  }

  #windows(): ExtractWindowStatus[] {
    const published = this.#published.map(
      ({ startAt, endAt, exportId, records, bytes, final, reused }): ExtractWindowStatus => ({
        startAt,
        endAt,
        phase: 'published',
        exportId,
        records,
        bytes,
        final,
        reused,
      }),
    );
    const failed = this.#failed.map(({ startAt, endAt }): ExtractWindowStatus => ({
      startAt,
      endAt,
      phase: 'failed',
    }));
    const ended = [...published, ...failed];
    const open = (this.todo ?? [])
      .filter((window) => !ended.some((other) => sameWindow(other, window)))
      .map(({ startAt, endAt }): ExtractWindowStatus => {
        const workflowId = this.#children.get(startAt);
        return workflowId === undefined
          ? { startAt, endAt, phase: 'waiting' }
          : { startAt, endAt, phase: 'running', workflowId };
      });
    return sortedByStart([...ended, ...open]);
  }

  #requestFor(window: Window): unknown {
    return this.run === undefined ? undefined : requestFor(this.run.request, window);
  }

  #tell(): void {
    const { phase, windows, records, bytes, failed, note } = this.status();
    const count = (wanted: ExtractWindowStatus['phase']) =>
      windows.filter((window) => window.phase === wanted).length;
    setCurrentDetails(
      [
        `**${phase}** ${note ?? ''}`,
        `${count('published')} of ${windows.length} windows published, ${count('running')} running, ${failed.length} failed`,
        `${records} records, ${bytes} bytes`,
        ...failed.slice(0, 10).map((window) => `- failed: ${window.startAt} … ${window.message}`),
      ].join('\n\n'),
    );
  }
}

function totals(windows: readonly WindowResult[]): { records: number; bytes: number } {
  return {
    records: windows.reduce((sum, window) => sum + window.records, 0),
    bytes: windows.reduce((sum, window) => sum + window.bytes, 0),
  };
}
