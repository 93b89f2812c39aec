import type { EmulatorClock } from '../clock.ts';
import { RUNNING_JOBS, SECOND_MS } from '../limits.ts';
import type { JobEnvironment } from './environment.ts';
import { isTerminal, type Job } from './job.ts';

/** How long jobs wait and run, in seconds of emulator time. */
export interface QueueTimes {
  readonly queueSeconds: number;
  readonly processingSeconds: number;
}

/** Begins to measure a job's file; the promise ends when the file is there. */
export type StartIndexing = (job: Job) => Promise<void>;

/** Longest wait that setTimeout takes. */
const MOST_TIMER_MS = 2_147_483_647;

/**
 * First in, first out, two workers. Jobs move by the emulator's clock: `pump` does all that is due,
 * in order of time, so a clock that jumps an hour leaves the same history as one that ran it.
 */
export class JobQueue {
  readonly #clock: EmulatorClock;
  readonly #environment: JobEnvironment;
  readonly #times: QueueTimes;
  readonly #startIndexing: StartIndexing;
  #queued: Job[] = [];
  readonly #processing = new Set<Job>();
  /** When each of the two workers became free. */
  readonly #freeSinceMs: number[] = new Array<number>(RUNNING_JOBS).fill(-Infinity);
  #timer: NodeJS.Timeout | undefined;

  constructor(
    clock: EmulatorClock,
    environment: JobEnvironment,
    times: QueueTimes,
    startIndexing: StartIndexing,
  ) {
    this.#clock = clock;
    this.#environment = environment;
    this.#times = times;
    this.#startIndexing = startIndexing;
    clock.onChange(() => this.pump());
  }

  /** Jobs queued or running, other tools' included: what the limit of ten counts. */
  get occupied(): number {
    const { running, queued } = this.#environment.otherToolsAt(this.#clock.nowMs());
    return this.#queued.length + this.#processing.size + running + queued;
  }

  enqueue(job: Job): void {
    const nowMs = this.#clock.nowMs();
    job.become('Queued', nowMs, { queuedAtMs: nowMs });
    this.#queued.push(job);
    this.pump();
  }

  /** Ends a job from outside: cancelled by its user, or failed or completed by a test. */
  end(job: Job, state: 'Cancelled' | 'Failed' | 'Completed', errorMsg?: string): void {
    const nowMs = this.#clock.nowMs();
    this.#queued = this.#queued.filter((each) => each !== job);
    if (this.#processing.delete(job)) this.#freeSinceMs.push(nowMs);
    if (state !== 'Completed') job.ended.abort();
    job.become(state, nowMs, ending(job, state, nowMs, errorMsg));
    this.pump();
  }

  /** Does what is due and sets the timer for what comes next. */
  pump(): void {
    while (this.#step(this.#clock.nowMs()));
    clearTimeout(this.#timer);
    const waitMs = this.#clock.realMsUntil(this.#nextMs());
    if (waitMs > MOST_TIMER_MS) return;
    // A job that is due but not measured yet pumps when it is; no need to ask every millisecond.
    this.#timer = setTimeout(() => this.pump(), Math.max(1, waitMs));
    this.#timer.unref();
  }

  /** Waits until every job that is due has its file, and what follows from that too. */
  async settle(): Promise<void> {
    for (;;) {
      this.pump();
      const nowMs = this.#clock.nowMs();
      const pending = [...this.#processing].filter(
        (job) => job.dueAtMs <= nowMs && job.file === undefined,
      );
      if (pending.length === 0) return;
      await Promise.allSettled(pending.map((job) => job.indexing ?? Promise.resolve()));
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const job of this.#processing) job.ended.abort();
  }

  /** One transition, the earliest that is due; false when there is none. */
  #step(nowMs: number): boolean {
    if (this.#nextMs() > nowMs) return false;
    const finish = this.#nextFinish();
    const startMs = this.#nextStartMs();
    if (finish.job !== undefined && finish.atMs <= startMs) this.#finish(finish.job, finish.atMs);
    else this.#start(startMs);
    return true;
  }

  /** When the next transition is due; Infinity when it has to wait for one before it. */
  #nextMs(): number {
    const nextMs = Math.min(this.#nextFinish().atMs, this.#nextStartMs());
    return nextMs <= this.#passedOverMs() ? nextMs : Infinity;
  }

  /**
   * When the first job ended that a jump of the clock passed over and that is not measured yet:
   * nothing later may happen before its end, or it would get a slot that was still taken.
   */
  #passedOverMs(): number {
    if (this.#environment.holdsProcessing) return Infinity;
    const ends = [...this.#processing]
      .filter((job) => job.fileReadyAtMs === undefined && job.fate?.fate !== 'stuck')
      .map((job) => this.#releasedMs(job))
      .filter((atMs) => atMs <= this.#clock.jumpedToMs);
    return Math.min(...ends, Infinity);
  }

  #nextStartMs(): number {
    const [job] = this.#queued;
    const { holdsQueued, changedAtMs } = this.#environment;
    const freeSinceMs = Math.min(...this.#freeSinceMs);
    if (job === undefined || holdsQueued) return Infinity;
    const waitedMs = (job.current.queuedAtMs ?? 0) + this.#times.queueSeconds * SECOND_MS;
    // A change of the environment cannot have worked before it was made.
    const readyMs = Math.max(waitedMs, freeSinceMs, changedAtMs);
    return this.#environment.slotFreeFromMs(readyMs, this.#freeSinceMs.length);
  }

  #start(atMs: number): void {
    const job = this.#queued.shift();
    if (job === undefined) return;
    this.#freeSinceMs.sort((one, other) => one - other).shift();
    job.become('Processing', atMs, { startedAtMs: atMs });
    job.dueAtMs = atMs + this.#times.processingSeconds * SECOND_MS;
    this.#processing.add(job);
    job.indexing = this.#startIndexing(job).then(
      () => {
        job.fileReadyAtMs = this.#clock.nowMs();
        this.pump();
      },
      () => undefined,
    );
  }

  #nextFinish(): { job: Job | undefined; atMs: number } {
    let next: { job: Job | undefined; atMs: number } = { job: undefined, atMs: Infinity };
    if (this.#environment.holdsProcessing) return next;
    for (const job of this.#processing) {
      const atMs = this.#finishMs(job);
      if (atMs < next.atMs) next = { job, atMs };
    }
    return next;
  }

  /** What a jump of the clock passed over happened on time; else a job waits for its file. */
  #finishMs(job: Job): number {
    if (job.fileReadyAtMs === undefined || job.fate?.fate === 'stuck') return Infinity;
    const releasedMs = this.#releasedMs(job);
    return releasedMs <= this.#clock.jumpedToMs
      ? releasedMs
      : Math.max(releasedMs, job.fileReadyAtMs);
  }

  /** When a job's processing is over, its file apart. */
  #releasedMs(job: Job): number {
    return Math.max(job.dueAtMs, this.#environment.changedAtMs);
  }

  #finish(job: Job, atMs: number): void {
    this.#processing.delete(job);
    this.#freeSinceMs.push(atMs);
    if (isTerminal(job.state)) return;
    const { fate } = job;
    if (fate?.fate === 'vanished') job.goneAtMs = atMs;
    else if (fate?.fate === 'failed') this.#fail(job, atMs, fate.errorMsg);
    else job.become('Completed', atMs, ending(job, 'Completed', atMs));
  }

  #fail(job: Job, atMs: number, errorMsg?: string): void {
    job.become('Failed', atMs, ending(job, 'Failed', atMs, errorMsg));
  }
}

function ending(job: Job, state: string, finishedAtMs: number, errorMsg?: string): object {
  if (state === 'Cancelled') return {};
  if (state === 'Failed') return { finishedAtMs, errorMsg: errorMsg ?? 'Export failed' };
  return { finishedAtMs, figures: job.file?.figures };
}
