/**
 * Runs windows as children, a few at a time. Children are started outside the run's cancellation scope and reached by
 * id alone: a child that has continued as new hears neither a cancel nor a signal through its child handle
 * (temporal.md, "Tried live").
 */
import {
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  log,
  ParentClosePolicy,
  startChild,
  uuid4,
  workflowInfo,
  ChildWorkflowCancellationType,
} from '@temporalio/workflow';
import type { Window, WindowInput, WindowOutcome } from '../interface/steps.ts';
import type { exportWindow } from './export-window.ts';
import { pollNow } from './messages.ts';
import { EXPORT_WINDOW } from '../interface/names.ts';
import { searchAttributePairs } from './search-attributes.ts';
import { windowPurpose, windowSummary } from './window-details.ts';

/** Room for the parent's id in a child's: an over-long child id blocks the workflow task for ever. */
const PARENT_ID_LENGTH = 200;
/** What a cut may leave of a character beyond the basic plane. */
const HALF_A_CHARACTER = /[\uD800-\uDBFF]$/;

export interface PoolEvents {
  inputFor(window: Window): WindowInput;
  started(window: Window, workflowId: string): void;
  /** Answers the windows that take its place. */
  ended(outcome: WindowOutcome): readonly Window[];
  failed(window: Window, error: unknown): void;
  /** The run is being cancelled: the windows in flight have been told. */
  cancelled(): void;
  /** How many may be in flight at once, now. */
  concurrency(): number;
  /** True: start no windows until it is false again. */
  paused(): boolean;
  /** True: start no more windows, only wait for those in flight. */
  stopStarting(): boolean;
}

export class WindowPool {
  readonly #running = new Map<string, Promise<void>>();
  /** Those of them that are known to exist. */
  readonly #started = new Set<string>();
  #waiting: Window[] = [];
  #watching = false;
  #cancelled = false;

  /** Runs `windows` and what comes of them, a few at once, until none is in flight and none may be started. */
  run(windows: readonly Window[], events: PoolEvents): Promise<void> {
    this.#cancelWithRun(events);
    this.#waiting = [...windows];
    return CancellationScope.nonCancellable(async () => {
      for (;;) {
        while (this.#mayStart(events)) this.#launch(this.#waiting.shift(), events);
        if (this.#isOver(events)) return;
        await condition(() => this.#mayStart(events) || this.#isOver(events));
      }
    });
  }

  /** Starts windows of a cancelled run, only to be cancelled: what a window leaves behind, it knows itself. */
  async leave(windows: readonly Window[], events: PoolEvents): Promise<void> {
    this.#cancelled = true;
    for (const window of windows) this.#launch(window, events);
    await Promise.all(this.#running.values());
  }

  /** Ends the waits of all windows in flight. */
  async pollNow(): Promise<void> {
    await this.#each((id) => getExternalWorkflowHandle(id).signal(pollNow));
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  #mayStart(events: PoolEvents): boolean {
    const place = this.#running.size < events.concurrency();
    return place && this.#waiting.length > 0 && !this.#stopped(events) && !events.paused();
  }

  #isOver(events: PoolEvents): boolean {
    return this.#running.size === 0 && (this.#waiting.length === 0 || this.#stopped(events));
  }

  #stopped(events: PoolEvents): boolean {
    return this.#cancelled || events.stopStarting();
  }

  #launch(window: Window | undefined, events: PoolEvents): void {
    if (window === undefined) return;
    const workflowId = childId(window);
    const finished = this.#follow(workflowId, window, events).finally(() => {
      this.#running.delete(workflowId);
      this.#started.delete(workflowId);
    });
    this.#running.set(workflowId, finished);
  }

  async #follow(workflowId: string, window: Window, events: PoolEvents): Promise<void> {
    try {
      const input = events.inputFor(window);
      const labels = searchAttributePairs(input.run, { phase: 'looking' });
      const child = await startChild<typeof exportWindow>(EXPORT_WINDOW, {
        workflowId,
        args: [input],
        parentClosePolicy: ParentClosePolicy.TERMINATE,
        cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
        staticSummary: windowSummary(input),
        staticDetails: windowPurpose(input),
        ...(labels.length === 0 ? {} : { typedSearchAttributes: labels }),
      });
      this.#started.add(workflowId);
      events.started(window, workflowId);
      if (this.#cancelled) await cancelWindow(workflowId);
      this.#waiting.unshift(...events.ended(await child.result()));
    } catch (error) {
      events.failed(window, error);
    }
  }

  #cancelWithRun(events: PoolEvents): void {
    if (this.#watching) return;
    this.#watching = true;
    CancellationScope.current().cancelRequested.catch(() => {
      this.#cancelled = true;
      void CancellationScope.nonCancellable(() => this.#each(cancelById));
      events.cancelled();
    });
  }

  /**
   * Without those whose start is not confirmed yet: the server refuses a workflow task that starts a child and cancels it, again
   * and again. `#follow` cancels them as soon as they are there.
   */
  async #each(act: (workflowId: string) => Promise<void>): Promise<void> {
    await Promise.all([...this.#started].map((id) => reach(id, act)));
  }
}

/** Told by its id; one that is closed hears nothing. */
export async function cancelWindow(workflowId: string): Promise<void> {
  await reach(workflowId, cancelById);
}

async function reach(
  workflowId: string,
  act: (workflowId: string) => Promise<void>,
): Promise<void> {
  try {
    await act(workflowId);
  } catch (error) {
    log.info('a window could not be reached; it is not there yet or has closed', {
      childWorkflowId: workflowId,
      reason: String(error),
    });
  }
}

async function cancelById(workflowId: string): Promise<void> {
  await getExternalWorkflowHandle(workflowId).cancel();
}

/** Random, because an id that is taken throws: windows are told apart by the ledger, not by their ids. */
function childId(window: Window): string {
  const parent = workflowInfo().workflowId.slice(0, PARENT_ID_LENGTH).replace(HALF_A_CHARACTER, '');
  const name = [window.startAt, window.endAt].map((at) => at.replaceAll(/[-:]/g, '')).join('_');
  return `${parent}/${name}/${uuid4()}`;
}
