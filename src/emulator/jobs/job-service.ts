import { randomUUID } from 'node:crypto';
import type { EmulatorClock } from '../clock.ts';
import type { ExportFormat } from '../data/delimited.ts';
import type { ExportFile } from '../data/export-file.ts';
import { ExportQuota } from './export-quota.ts';
import { catalogue, FileNotFound, invalid, MarketoError } from '../errors.ts';
import { DAY_MS, JOBS_IN_QUEUE, LIST_DAYS, SECOND_MS, STATUS_DAYS } from '../limits.ts';
import type { ResolvedOptions } from '../options.ts';
import { JobEnvironment, type EnvironmentChange } from './environment.ts';
import {
  Job,
  isTerminal,
  type JobMoment,
  type JobOwner,
  type JobRequest,
  type JobState,
} from './job.ts';
import type { JobFate } from './job-fate.ts';
import { JobFiles } from './job-files.ts';
import { JobQueue } from './job-queue.ts';
import { jobMembers, visibleMoment, type JobMembers } from './job-view.ts';

/** The jobs of the subscription and what their users may do with them (§2, §4). */
export class JobService {
  readonly environment = new JobEnvironment();
  readonly #options: ResolvedOptions;
  readonly #clock: EmulatorClock;
  readonly #jobs = new Map<string, Job>();
  readonly #files: JobFiles;
  readonly #queue: JobQueue;
  readonly #quota: ExportQuota;
  readonly #fateOf: (job: Job) => JobFate | undefined;

  /** `fateOf` tells what is to become of a job that is enqueued; undefined for a good end. */
  constructor(
    options: ResolvedOptions,
    clock: EmulatorClock,
    fateOf: (job: Job) => JobFate | undefined,
  ) {
    this.#options = options;
    this.#fateOf = fateOf;
    this.#clock = clock;
    this.#files = new JobFiles(clock, options.switches);
    this.#quota = new ExportQuota(options, clock, this.environment);
    this.#queue = new JobQueue(clock, this.environment, options, (job) => this.#files.index(job));
    this.changeEnvironment(options.environment);
  }

  /** Every job, oldest first. */
  all(): readonly Job[] {
    this.#queue.pump();
    return [...this.#jobs.values()];
  }

  create(owner: JobOwner, request: JobRequest): JobMembers {
    this.#quota.check(this.all());
    const job = new Job(randomUUID(), owner, request, this.#clock.nowMs());
    this.#jobs.set(job.exportId, job);
    return this.#membersNow(job);
  }

  /** Checks the state, then quota and queue in the order of the switch (§8 row 29). */
  enqueue(owner: JobOwner, exportId: string): JobMembers {
    const job = this.#find(owner, exportId);
    if (job.state === 'Cancelled' && this.#options.switches.enqueueOfCancelled === '1003') {
      throw invalid('Job is Cancelled');
    }
    if (job.state !== 'Created') throw new MarketoError(catalogue.alreadyQueued);
    this.#checkRoom();
    job.fate ??= this.#fateOf(job);
    this.#queue.enqueue(job);
    // The answer says Queued even when a worker took the job at once.
    return jobMembers(job, queuedMoment(job), this.#options.switches);
  }

  status(owner: JobOwner, exportId: string): JobMembers {
    return this.#membersVisible(this.#find(owner, exportId));
  }

  cancel(owner: JobOwner, exportId: string): JobMembers {
    const job = this.#find(owner, exportId);
    if (!isTerminal(job.state)) this.#queue.end(job, 'Cancelled');
    else if (this.#options.switches.cancelOfTerminal === 'refused') {
      throw invalid(`Job is ${job.state} and cannot be cancelled`);
    }
    return this.#membersNow(job);
  }

  /** Own jobs of this object type of the last seven days, in order of creation, as they show at the moment. */
  list(owner: JobOwner): readonly JobMembers[] {
    const sinceMs = this.#clock.nowMs() - LIST_DAYS * DAY_MS;
    return this.all()
      .filter((job) => job.isOf(owner) && job.createdAtMs >= sinceMs && !this.#isGone(job))
      .map((job) => this.#membersVisible(job));
  }

  /** What a job was asked for, whoever asks. */
  requestOf(exportId: string): JobRequest | undefined {
    return this.#jobs.get(exportId)?.request;
  }

  /** The file of a Completed job. */
  file(owner: JobOwner, exportId: string): { file: ExportFile; format: ExportFormat } {
    this.#queue.pump();
    const job = this.#jobs.get(exportId);
    const keptMs = this.#options.fileDays * DAY_MS;
    if (job?.isOf(owner) !== true || job.file === undefined || !this.#isFileOut(job)) {
      throw new FileNotFound(`Export file ${exportId} not found`);
    }
    if ((job.current.finishedAtMs ?? 0) + keptMs <= this.#clock.nowMs()) {
      throw new FileNotFound(`Export file ${exportId} is no longer available`);
    }
    return { file: job.file, format: job.request.layout.format };
  }

  /** Puts a job of any user into a state, for tests. */
  async force(exportId: string, state: JobState, errorMsg?: string): Promise<Job> {
    this.#queue.pump();
    const job = this.#jobs.get(exportId);
    if (job === undefined) throw new MarketoError(catalogue.notFound);
    if (state === 'Created' || state === 'Queued' || state === 'Processing') {
      throw new RangeError(`A job cannot be put into ${state}; enqueue it or use hold`);
    }
    if (state === 'Completed') await (job.indexing ?? this.#files.index(job));
    this.#queue.end(job, state, errorMsg);
    return job;
  }

  changeEnvironment(change: EnvironmentChange): void {
    this.#queue.pump();
    this.environment.apply(change, this.#clock.nowMs(), this.#quota.today());
    this.#queue.pump();
  }

  /** Bytes of today's export volume that are used, other tools' included. */
  quotaUsedBytes(): number {
    return this.#quota.usedBytes(this.all());
  }

  /** Waits until every job that is due is through. */
  settle(): Promise<void> {
    return this.#queue.settle();
  }

  close(): void {
    this.#queue.close();
  }

  #checkRoom(): void {
    const checks = [() => this.#quota.check(this.all()), () => this.#checkQueue()];
    if (this.#options.switches.enqueueChecks === 'quotaLast') checks.reverse();
    for (const check of checks) check();
  }

  #checkQueue(): void {
    if (this.#queue.occupied >= JOBS_IN_QUEUE) throw new MarketoError(catalogue.queueFull);
  }

  #isGone(job: Job): boolean {
    return job.goneAtMs <= this.#clock.nowMs();
  }

  /** The file is out when the job is Completed, or when its status says so (§8 row 28). */
  #isFileOut(job: Job): boolean {
    const lags = this.#options.switches.statusLagReach === 'file';
    return (lags ? this.#visible(job).state : job.state) === 'Completed';
  }

  /** Unknown and foreign jobs look the same, so that nothing leaks (§8 row 3). */
  #find(owner: JobOwner, exportId: string): Job {
    this.#queue.pump();
    const job = this.#jobs.get(exportId);
    const endedMs = job?.current.finishedAtMs ?? Infinity;
    const expired = endedMs + STATUS_DAYS * DAY_MS <= this.#clock.nowMs();
    if (job?.isOf(owner) === true && !expired && !this.#isGone(job)) return job;
    const code = this.#options.switches.unknownJobCode;
    throw new MarketoError({ code, message: catalogue.notFound.message });
  }

  #membersNow(job: Job): JobMembers {
    return jobMembers(job, job.current, this.#options.switches);
  }

  #membersVisible(job: Job): JobMembers {
    return jobMembers(job, this.#visible(job), this.#options.switches);
  }

  #visible(job: Job): JobMoment {
    const lagMs = this.#options.statusLagSeconds * SECOND_MS;
    const callsLag = this.#options.switches.statusLagReach !== 'workers';
    return visibleMoment(job, this.#clock.nowMs(), lagMs, callsLag);
  }
}

function queuedMoment(job: Job) {
  return job.history.find((moment) => moment.state === 'Queued') ?? job.current;
}
