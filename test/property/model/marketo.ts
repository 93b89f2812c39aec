/** Marketo, as far as paying goes: job states, a status that lags, files that live for 7 days. */
import { formatInstant } from '../../../src/domain/instant.ts';
import type { Interval } from '../../../src/domain/interval.ts';
import type { JobState } from '../../../src/domain/job-state.ts';
import type { CancelAnswer, EnqueueAnswer, StatusAnswer } from '../../../src/interface/steps.ts';
import type { ExportJob } from '../../../src/marketo/types.ts';

const FILE_LIFE_MS = 7 * 24 * 3_600_000;
/** Shorter than what the workflow doubts before it gives a job up for gone. */
const HICCUP_MS = 120_000;
const BETWEEN_HICCUPS_MS = 15 * 60_000;

type State = Exclude<JobState, 'Unknown'>;

export interface ModelJob {
  readonly exportId: string;
  readonly window: Interval;
  /** Whose request it was made for. */
  readonly refreshBefore: number | undefined;
  /** Ascending; the last one is true now. */
  readonly states: { readonly state: State; readonly atMs: number }[];
  /** Marketo forgot it for good. */
  lost: boolean;
  unknownUntilMs: number;
}

export class ModelMarketo {
  readonly jobs: ModelJob[] = [];
  nowMs: number;
  queueFull = false;
  readonly #lagMs: number;
  readonly #accepted: (job: ModelJob) => void;

  constructor(nowMs: number, lagMs: number, accepted: (job: ModelJob) => void) {
    this.nowMs = nowMs;
    this.#lagMs = lagMs;
    this.#accepted = accepted;
  }

  create(window: Interval, refreshBefore: number | undefined): ModelJob {
    const exportId = `job-${this.jobs.length + 1}`;
    const states = [{ state: 'Created', atMs: this.nowMs } as const];
    const job = { exportId, window, refreshBefore, states: [...states], lost: false };
    this.jobs.push({ ...job, unknownUntilMs: 0 });
    return this.job(exportId);
  }

  job(exportId: string): ModelJob {
    const found = this.jobs.find((job) => job.exportId === exportId);
    if (found === undefined) throw new Error(`no job ${exportId} was ever made`);
    return found;
  }

  enqueue(exportId: string): EnqueueAnswer {
    const job = this.job(exportId);
    const state = stateOf(job);
    if (!this.#isKnown(job)) return { answer: 'gone', message: 'unknown' };
    if (state === 'Queued' || state === 'Processing') return { answer: 'queued' };
    if (state !== 'Created') return { answer: 'gone', message: state };
    if (this.queueFull) return { answer: 'queueFull', message: 'full' };
    this.#accepted(job);
    this.enter(job, 'Queued');
    return { answer: 'queued' };
  }

  status(exportId: string): StatusAnswer {
    const job = this.job(exportId);
    if (!this.#isKnown(job)) return { answer: 'gone', message: 'unknown' };
    const seen = job.states.filter(({ atMs }) => atMs <= this.nowMs - this.#lagMs);
    return { answer: 'job', job: described(job, seen.at(-1)?.state), nowMs: this.nowMs };
  }

  /** What `cancelJob` comes to after it has looked, when need be, until the status is fresh. */
  cancel(exportId: string): CancelAnswer {
    const job = this.job(exportId);
    const state = stateOf(job);
    if (job.lost || state === 'Failed') return { answer: 'outcome', outcome: 'alreadyEnded' };
    if (state === 'Completed') return { answer: 'outcome', outcome: 'alreadyCompleted' };
    if (state !== 'Cancelled') this.enter(job, 'Cancelled');
    return { answer: 'outcome', outcome: 'cancelled' };
  }

  hasFile(job: ModelJob): boolean {
    const last = job.states.at(-1);
    return last?.state === 'Completed' && !job.lost && this.nowMs - last.atMs < FILE_LIFE_MS;
  }

  /** Accepted into the queue, and its file may still come or be had. */
  canDeliver(job: ModelJob): boolean {
    const state = stateOf(job);
    return !job.lost && (state === 'Queued' || state === 'Processing' || this.hasFile(job));
  }

  enter(job: ModelJob, state: State): void {
    job.states.push({ state, atMs: this.nowMs });
  }

  /** Again only after a while: a job that is unknown for long without a break is held to be gone, by design. */
  hiccup(job: ModelJob): void {
    if (this.nowMs < job.unknownUntilMs + BETWEEN_HICCUPS_MS) return;
    job.unknownUntilMs = this.nowMs + HICCUP_MS;
  }

  #isKnown(job: ModelJob): boolean {
    return !job.lost && this.nowMs >= job.unknownUntilMs;
  }
}

/** The true state, which the status may not show yet. */
export function stateOf(job: ModelJob): State {
  return job.states.at(-1)?.state ?? 'Created';
}

/** The job's facts when its status shows `state`. */
export function described(job: ModelJob, state: State = 'Created'): ExportJob {
  const at = (wanted: State) => job.states.find((entry) => entry.state === wanted)?.atMs ?? 0;
  const text = (wanted: State) => formatInstant(at(wanted) / 1000);
  const started = state === 'Processing' || state === 'Completed';
  return {
    exportId: job.exportId,
    state,
    stateText: state,
    createdAt: text('Created'),
    ...(started ? { startedAt: text('Processing') } : {}),
    ...(state === 'Completed' ? { fileSize: 1, numberOfRecords: 0 } : {}),
  };
}
