/** One running extraction: what it tells people, and what it remembers beside its windows. */
import { setCurrentDetails, setHandler, upsertMemo, workflowInfo } from '@temporalio/workflow';
import { CANCELLATION_MEMO } from '../interface/names.ts';
import type { CancelOutcome } from '../interface/result.ts';
import type { ExtractStatus, ExtractWindowStatus } from '../interface/status.ts';
import type { RunContext, Window, WindowOutcome } from '../interface/steps.ts';
import { extractDetails, mayPause, type Outline, SHOWN_WINDOWS } from './extract-details.ts';
import { LONGEST_MESSAGE, publishedStatus, totals } from './extract-report.ts';
import { type ExtractState, sortedByStart, windowKey } from './extract-state.ts';
import { ExtractWindows } from './extract-windows.ts';
import { describeFailure } from './failures.ts';
import { extractStatus, pollNow, windowCancelled } from './messages.ts';
import { RunControls } from './run-controls.ts';
import { RunPace } from './run-pace.ts';
import { setSearchAttributes } from './search-attributes.ts';
import type { WindowPool } from './window-pool.ts';

export class ExtractRun {
  run: RunContext | undefined;
  readonly windows: ExtractWindows;
  readonly controls: RunControls;
  readonly #pace: RunPace;
  readonly #cancellation: CancelOutcome[];
  readonly #children = new Map<string, string>();
  #phase: ExtractStatus['phase'] = 'resolving';
  #failure: string | undefined;

  constructor(pool: WindowPool, resumed?: ExtractState) {
    this.run = resumed?.run;
    this.windows = new ExtractWindows(resumed);
    this.#pace = new RunPace(resumed?.pace);
    this.#cancellation = [...(resumed?.cancellation ?? [])];
    const changed = () => this.#tell();
    const onResumed = (pausedMs: number) => this.#pace.resumed(pausedMs);
    this.controls = new RunControls({ changed, resumed: onResumed }, resumed?.controls);
    this.#listen(pool);
  }

  /** Last of all: what came before this run's first step is handed over at once, and finds the run complete. */
  #listen(pool: WindowPool): void {
    this.controls.listen();
    setHandler(extractStatus, () => this.status(), {
      description:
        'Where this extraction stands: phase, windows, records, bytes, failures, pause, estimate',
    });
    setHandler(pollNow, () => pool.pollNow(), {
      description:
        'End the waits of all windows that are going on and ask Marketo now. Takes no input.',
    });
    setHandler(
      windowCancelled,
      (outcome) => {
        if (isCancelOutcome(outcome)) this.cancelled(outcome);
      },
      { description: 'Sent by the windows of this run: what the cancel of their job came to' },
    );
  }

  enter(phase: ExtractStatus['phase']): void {
    this.#phase = phase;
    this.#tell();
  }

  /** The whole run. */
  failed(error: unknown): void {
    this.#failure = describeFailure(error).message.slice(0, LONGEST_MESSAGE);
    this.enter('failed');
  }

  started(window: Window, workflowId: string): void {
    this.#children.set(windowKey(window), workflowId);
    this.#pace.began();
    this.#tell();
  }

  /** Answers the windows that take its place. */
  ended(outcome: WindowOutcome): readonly Window[] {
    this.windows.ended(outcome);
    if (outcome.outcome === 'published') this.#pace.published(outcome.result);
    this.#tell();
    return outcome.outcome === 'halved' ? outcome.halves : [];
  }

  /** Windows of a backfill are halved when their size is what fails them. */
  mayHalve(window: Window): boolean {
    return this.run?.request.backfill !== undefined && this.windows.mayHalve(window);
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
    this.enter('cancelled');
  }

  state(run: RunContext): ExtractState {
    const { isPlanned, open, published, failures, replans, halvings } = this.windows;
    const pace = this.#pace.state;
    return {
      run,
      ...(isPlanned ? { todo: open } : {}),
      published,
      failed: failures,
      cancellation: this.#cancellation,
      replans,
      halvings,
      controls: this.controls.state,
      ...(pace === undefined ? {} : { pace }),
    };
  }

  status(): ExtractStatus {
    return { ...this.#outline(), windows: this.#windowStatuses() };
  }

  #outline(): Omit<ExtractStatus, 'windows'> {
    const request = this.run?.request;
    const { published, failures } = this.windows;
    return {
      version: 1,
      phase: this.#phase,
      ...(request === undefined
        ? {}
        : { instance: request.instance, dataset: request.dataset, period: request.period }),
      ...totals(published),
      failed: failures,
      ...this.#outlook(),
      cancellation: this.#cancellation,
      ...this.#note(),
    };
  }

  /** What became of single windows is told for each of them. */
  #note(): { note?: string } {
    const { overlap, failures } = this.windows;
    if (overlap !== undefined) return { note: `${overlap}; the rest is planned again around it` };
    return this.#failure === undefined || failures.length > 0 ? {} : { note: this.#failure };
  }

  /** How fast it may go, and when it will be done. */
  #outlook(): Pick<ExtractStatus, 'concurrency' | 'paused' | 'eta'> {
    if (this.run === undefined) return {};
    const { paused, concurrency = this.run.request.concurrency } = this.controls;
    if (paused !== undefined) return { concurrency, paused };
    const eta = this.#pace.eta(this.windows.rest, this.run);
    return { concurrency, ...(eta === undefined ? {} : { eta }) };
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
    setCurrentDetails(extractDetails(this.#shown()));
    if (this.run === undefined) return;
    const paused = this.controls.paused !== undefined && mayPause(this.#phase);
    setSearchAttributes(this.run, { phase: paused ? 'paused' : this.#phase });
  }

  #shown(): Outline {
    const { published, failures, rest } = this.windows;
    const { request, activityTypeNames } = this.run ?? {};
    return {
      ...this.#outline(),
      ...(request === undefined ? {} : { request }),
      ...(activityTypeNames === undefined ? {} : { activityTypeNames }),
      published: published.length,
      planned: published.length + failures.length + rest.windows,
      running: this.windows.openWith(this.#children).map(([window, id]) => withPage(window, id)),
      latest: published.slice(-SHOWN_WINDOWS),
    };
  }
}

/** Of a window in flight: in the UI, from its root. */
function withPage(window: Window, workflowId: string): Outline['running'][number] {
  const ids = [workflowInfo().namespace, workflowId].map(encodeURIComponent);
  return { ...window, page: `/namespaces/${ids[0] ?? ''}/workflows/${ids[1] ?? ''}` };
}

/** Anybody may send a signal, with anything. */
function isCancelOutcome(value: unknown): value is CancelOutcome {
  if (typeof value !== 'object' || value === null) return false;
  const { startAt, endAt, outcome } = value as Partial<Record<keyof CancelOutcome, unknown>>;
  return [startAt, endAt, outcome].every((member) => typeof member === 'string');
}
