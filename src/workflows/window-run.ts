/** One running window: what its steps share. Steps decide; this tells, waits and remembers. */
import { condition, log, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import { formatInstant } from '../domain/instant.ts';
import { summaryText } from '../interface/request-words.ts';
import type { WindowStatus } from '../interface/status.ts';
import type { LimitReached, WindowInput } from '../interface/steps.ts';
import { type ActivityProxies, activitiesFor } from './activities.ts';
import { pollNow, windowStatus } from './messages.ts';
import { setSearchAttributes } from './search-attributes.ts';
import { windowDetails } from './window-details.ts';
import { jobInHand, type WindowState } from './window-state.ts';

export class WindowRun {
  readonly input: WindowInput;
  readonly activities: ActivityProxies;
  state: WindowState;
  #status: WindowStatus;
  #poked = false;

  constructor(input: WindowInput, state: WindowState) {
    this.input = input;
    this.state = state;
    this.activities = activitiesFor(input.run.policy.heartbeatTimeoutMs);
    this.#status = { version: 1, ...input.window, phase: 'looking' };
    setHandler(windowStatus, () => this.#status, {
      description: 'Where this window stands: phase, export id, records, bytes, what it waits for',
    });
    setHandler(pollNow, () => void (this.#poked = true), {
      description: 'End the wait that is going on and ask Marketo now. Takes no input.',
    });
  }

  /** The same through continue-as-new and reset: names this window's staged files. */
  get runName(): string {
    return workflowInfo().firstExecutionRunId;
  }

  get policy() {
    return this.input.run.policy;
  }

  /** What `status` and the UI's details say from now on. */
  tell(facts: Omit<WindowStatus, 'version' | 'startAt' | 'endAt' | 'own'>): void {
    const job = jobInHand(this.state);
    this.#status = {
      version: 1,
      ...this.input.window,
      ...(job === undefined ? {} : { exportId: job.exportId, own: job.own }),
      ...facts,
    };
    setCurrentDetails(windowDetails(this.#status, this.input.run));
    const { phase, exportId } = this.#status;
    setSearchAttributes(this.input.run, { phase, ...(exportId === undefined ? {} : { exportId }) });
  }

  /** In the worker's log, once whatever is replayed. */
  say(message: string, exportId: string): void {
    log.info(message, { ...this.input.window, exportId });
  }

  /** A durable wait that people can read and `pollNow` ends. */
  async wait(
    ms: number,
    waitingFor: string,
    facts: Parameters<WindowRun['tell']>[0],
  ): Promise<void> {
    const nextTryAt = formatInstant((Date.now() + ms) / 1000);
    this.tell({ ...facts, waitingFor, nextTryAt });
    await condition(() => this.#poked, ms, {
      summary: summaryText(waitingFor, `; next try ${nextTryAt}`),
    });
    this.#poked = false;
  }

  /** Waits out a limit that lasts until Marketo's next day. */
  waitOut(limit: LimitReached, facts: Parameters<WindowRun['tell']>[0]): Promise<void> {
    const what =
      limit.answer === 'quotaExhausted'
        ? "Marketo's daily export quota is used up"
        : "Marketo's daily API calls are used up";
    return this.wait(limit.waitMs, what, { ...facts, note: limit.message });
  }
}
