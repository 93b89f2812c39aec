import type { CallLimits } from './call-limits.ts';
import type { CallLog, LoggedCall } from './call-log.ts';
import type { ClockChange, ClockReading, EmulatorClock } from './clock.ts';
import type { Faults } from './faults/faults.ts';
import type { FaultRule } from './faults/rule.ts';
import type { Tokens } from './identity/tokens.ts';
import type { EnvironmentChange } from './jobs/environment.ts';
import type { OtherTools } from './jobs/other-tools.ts';
import type { JobState } from './jobs/job.ts';
import { describeJob, type JobDescription } from './jobs/describe-job.ts';
import type { JobService } from './jobs/job-service.ts';
import type { ObjectType } from './objects/object-type.ts';
import type { LeadActivities } from './rest/lead-activities.ts';
import { sentFiles, type SentFile } from './sent-files.ts';
import type { TruthQuery, TruthTeller } from './truth-teller.ts';
import type { Usage } from './usage.ts';

/** The parts a control works on. */
export interface EmulatorParts {
  readonly clock: EmulatorClock;
  readonly tokens: Tokens;
  readonly jobs: JobService;
  readonly objectTypes: readonly ObjectType[];
  readonly callLimits: CallLimits;
  readonly callLog: CallLog;
  readonly faults: Faults;
  readonly truth: TruthTeller;
  readonly usage: Usage;
  readonly leadActivities: LeadActivities;
}

/** How often a window was taken into the queue: more than once means work done twice. */
export interface WindowEnqueues {
  readonly startAt: string;
  readonly endAt: string;
  readonly activityTypeIds: readonly number[] | null;
  readonly acceptedEnqueues: number;
  readonly exportIds: readonly string[];
}

/** The state of the subscription beside its jobs. */
export interface EnvironmentReading {
  readonly otherTools: OtherTools;
  readonly holdsQueued: boolean;
  readonly holdsProcessing: boolean;
  readonly quotaUsedBytes: number;
}

/** What a test can see and do from inside; the HTTP control offers the same. */
export class EmulatorControl {
  readonly clock: EmulatorClock;
  readonly #parts: EmulatorParts;

  constructor(parts: EmulatorParts) {
    this.#parts = parts;
    this.clock = parts.clock;
  }

  /** Every call of the emulated API so far. */
  log(): LoggedCall[] {
    return this.#parts.callLog.calls();
  }

  /** Every job with its history, oldest first. */
  jobs(): JobDescription[] {
    return this.#parts.jobs.all().map(describeJob);
  }

  /** What left of each job's file, by its exportId: calls, bytes and every range. */
  sentFiles(): Readonly<Record<string, SentFile>> {
    return sentFiles(this.log());
  }

  /** What a window really has: number of rows, and size and checksum of the file of an export now. */
  truth(query: TruthQuery): ReturnType<TruthTeller['figures']> {
    return this.#parts.truth.figures(query);
  }

  /** The rows of a window themselves, in the order of its file. */
  truthRows(query: TruthQuery, offset = 0, limit = Infinity): ReturnType<TruthTeller['rows']> {
    return this.#parts.truth.rows(query, offset, limit);
  }

  /** Changes the clock and waits until all jobs that are due by then are through. */
  async changeClock(change: ClockChange): Promise<ClockReading> {
    const reading = this.clock.change(change);
    await this.#parts.jobs.settle();
    return reading;
  }

  /** Moves the clock ahead and waits for the jobs. */
  advance(seconds: number): Promise<ClockReading> {
    return this.changeClock({ advanceSeconds: seconds });
  }

  /** Waits until every job that is due has its file. */
  settle(): Promise<void> {
    return this.#parts.jobs.settle();
  }

  /** Ends a job as Completed, Failed or Cancelled. */
  async setJobState(exportId: string, state: JobState, errorMsg?: string): Promise<JobDescription> {
    return describeJob(await this.#parts.jobs.force(exportId, state, errorMsg));
  }

  /** Sets holds and what other tools of the subscription take. */
  setEnvironment(change: EnvironmentChange): EnvironmentReading {
    this.#parts.jobs.changeEnvironment(change);
    return this.environment();
  }

  environment(): EnvironmentReading {
    const { otherTools, holdsQueued, holdsProcessing } = this.#parts.jobs.environment;
    const quotaUsedBytes = this.#parts.jobs.quotaUsedBytes();
    return { otherTools, holdsQueued, holdsProcessing, quotaUsedBytes };
  }

  addFaults(...rules: readonly FaultRule[]): void {
    this.#parts.faults.add(rules);
  }

  clearFaults(): void {
    this.#parts.faults.clear();
  }

  /** The rules in force with their counts. */
  faults(): ReturnType<Faults['list']> {
    return this.#parts.faults.list();
  }

  /** Ends the life of every token now: the next use of one is answered 602. */
  expireTokens(): void {
    this.#parts.tokens.expireAll();
  }

  /** For each window and type filter, how many enqueues were accepted. */
  acceptedEnqueues(): WindowEnqueues[] {
    const windows = new Map<string, WindowEnqueues>();
    for (const job of this.jobs()) {
      if (!job.history.some((moment) => moment.state === 'Queued')) continue;
      const { objectType, startAt, endAt, activityTypeIds, exportId } = job;
      const key = JSON.stringify([objectType, startAt, endAt, activityTypeIds]);
      const exportIds = [...(windows.get(key)?.exportIds ?? []), exportId];
      const acceptedEnqueues = exportIds.length;
      windows.set(key, { startAt, endAt, activityTypeIds, acceptedEnqueues, exportIds });
    }
    return [...windows.values()];
  }
}
