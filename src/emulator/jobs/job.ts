import type { ExportFile, FileFigures, FileRows } from '../data/export-file.ts';
import type { FileLayout } from '../data/columns.ts';
import type { JobFate } from './job-fate.ts';

/** The states of a job as live answers spell them; pages also write Canceled. [D, S] */
export type JobState = 'Created' | 'Queued' | 'Processing' | 'Completed' | 'Failed' | 'Cancelled';

/** A job as it was from `atMs` on. */
export interface JobMoment {
  readonly atMs: number;
  readonly state: JobState;
  readonly queuedAtMs?: number;
  readonly startedAtMs?: number;
  readonly finishedAtMs?: number;
  readonly figures?: FileFigures;
  readonly errorMsg?: string;
}

/** What a checked create body asks for. */
export interface JobRequest {
  readonly layout: FileLayout;
  /** The rows that there are at this second. */
  readonly rowsAt: (cutoffSecond: number) => FileRows;
  /** The window as the client wrote it, for logs and tests; empty when the filter has none. */
  readonly startAt: string;
  readonly endAt: string;
  readonly activityTypeIds: readonly number[] | null;
  /** What is to become of a job whose filter is wrong, where that is not refused at create. */
  readonly fate?: JobFate;
}

/** Who alone may see a job, and under which object type: the path before `/export`. [D blk] */
export interface JobOwner {
  readonly user: string;
  readonly objectType: string;
}

/** A bulk export job with its whole history; what shows of it and when is the view's affair. */
export class Job {
  readonly exportId: string;
  readonly owner: JobOwner;
  readonly request: JobRequest;
  readonly createdAtMs: number;
  readonly history: JobMoment[];
  /** Emulator time at which the file could be read; undefined while it is measured. */
  fileReadyAtMs: number | undefined;
  file: ExportFile | undefined;
  /** What is to become of the job instead of a good end. */
  fate: JobFate | undefined;
  /** From when on nobody finds the job any more: a fault's doing. */
  goneAtMs = Infinity;
  /** When processing is over, if the file is ready by then. */
  dueAtMs = Infinity;
  /** Pending measurement of the file, for whoever wants to wait for it. */
  indexing: Promise<void> | undefined;
  /** Aborts the measurement when the job ends otherwise. */
  readonly ended = new AbortController();

  constructor(exportId: string, owner: JobOwner, request: JobRequest, atMs: number) {
    this.exportId = exportId;
    this.owner = owner;
    this.request = request;
    this.fate = request.fate;
    this.createdAtMs = atMs;
    this.history = [{ atMs, state: 'Created' }];
  }

  get user(): string {
    return this.owner.user;
  }

  isOf({ user, objectType }: JobOwner): boolean {
    return this.owner.user === user && this.owner.objectType === objectType;
  }

  /** The job as it is now. */
  get current(): JobMoment {
    return this.at(Infinity);
  }

  get state(): JobState {
    return this.current.state;
  }

  /** The job as it was at a moment; before its creation, as created. */
  at(ms: number): JobMoment {
    const past = this.history.filter((moment) => moment.atMs <= ms);
    return past.at(-1) ?? { atMs: this.createdAtMs, state: 'Created' };
  }

  /** Adds a moment; earlier times are kept. */
  become(state: JobState, atMs: number, changes: Partial<JobMoment> = {}): JobMoment {
    const moment: JobMoment = { ...this.current, ...changes, state, atMs };
    this.history.push(moment);
    return moment;
  }
}

/** States that a job never leaves. */
export function isTerminal(state: JobState): boolean {
  return state === 'Completed' || state === 'Failed' || state === 'Cancelled';
}
