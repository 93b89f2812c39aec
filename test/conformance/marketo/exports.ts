/** The export jobs that the tests create: each is remembered, so that none is left behind. */
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, type Question, type Reply, type Wire } from './wire.ts';

export const EXPORT = '/bulk/v1/activities/export';
const JSON_TYPE = { 'content-type': 'application/json' };

export type Job = Readonly<Record<string, unknown>>;

/** How long to wait for what Marketo does in its own time. */
export interface Patience {
  /** Between two looks at a job: Marketo refreshes its status once a minute. */
  readonly pollMs: number;
  readonly jobWaitMs: number;
}

/** Asks for what a job is, or about it. */
export function about(exportId: string, what: string): Question {
  const method = what === 'enqueue' || what === 'cancel' ? 'POST' : 'GET';
  return { method, path: `${EXPORT}/${exportId}/${what}.json` };
}

/** `accepted`, the code of the refusal, or the HTTP status where there is no envelope. */
export function verdictOf(reply: Reply): string {
  if (reply.json?.success === true) return 'accepted';
  const code = codeOf(reply);
  return code === '' ? `HTTP ${reply.status}` : code;
}

export function jobOf(reply: Reply): Job {
  const job = reply.json?.result?.[0];
  if (reply.json?.success === true && job !== undefined) return job;
  throw new Error(`Expected a job, got ${verdictOf(reply)}: ${messageOf(reply)}`);
}

export function messageOf({ json }: Reply): string {
  const message = json?.errors?.[0]?.message;
  return typeof message === 'string' ? message : '';
}

export function isCancelled(job: Job): boolean {
  return String(job['status']).toLowerCase().startsWith('cancel');
}

export function hasEnded(job: Job): boolean {
  return isCancelled(job) || ['Completed', 'Failed'].includes(String(job['status']));
}

export class Exports {
  readonly #wire: Wire;
  readonly #patience: Patience;
  /** Ids of jobs that may not have ended. */
  readonly #open = new Set<string>();
  readonly #created: string[] = [];

  constructor(wire: Wire, patience: Patience) {
    this.#wire = wire;
    this.#patience = patience;
  }

  /** Ids of all jobs created so far, oldest first. */
  get created(): readonly string[] {
    return this.#created;
  }

  async create(body: unknown, headers: Readonly<Record<string, string>> = JSON_TYPE) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const path = `${EXPORT}/create.json`;
    const reply = await this.#wire.call({ method: 'POST', path, headers, body: text });
    const exportId = reply.json?.result?.[0]?.['exportId'];
    if (typeof exportId === 'string') {
      this.#open.add(exportId);
      this.#created.push(exportId);
    }
    return reply;
  }

  /** For a question that is answered by whether the create is accepted: the job is cancelled at once. */
  async tryCreate(body: unknown): Promise<Reply> {
    const before = this.#created.length;
    const reply = await this.create(body);
    await this.cancelAll(this.#created.slice(before));
    return reply;
  }

  /** Waits while the export queue, which all programs share, is full. */
  async enqueue(exportId: string): Promise<Reply> {
    const deadline = Date.now() + this.#patience.jobWaitMs;
    for (;;) {
      const reply = await this.#wire.call(about(exportId, 'enqueue'));
      if (!/too many jobs/i.test(messageOf(reply)) || Date.now() > deadline) return reply;
      await sleep(this.#patience.pollMs);
    }
  }

  /** Looks at the job until `done`; every look is handed to `seen`. */
  async follow(
    exportId: string,
    done: (job: Job) => boolean,
    seen: (job: Job) => void = () => undefined,
  ): Promise<Job> {
    const deadline = Date.now() + this.#patience.jobWaitMs;
    for (;;) {
      const job = jobOf(await this.#wire.call(about(exportId, 'status')));
      seen(job);
      if (hasEnded(job)) this.#open.delete(exportId);
      if (done(job)) return job;
      if (Date.now() > deadline) throw new Error(`Export ${exportId} is ${String(job['status'])}`);
      await sleep(this.#patience.pollMs);
    }
  }

  /** Cancels what has not ended, also after a failed test. */
  async cancelAll(exportIds: readonly string[] = [...this.#open]): Promise<void> {
    for (const exportId of exportIds) {
      await this.#wire.call(about(exportId, 'cancel'));
      this.#open.delete(exportId);
    }
  }
}
