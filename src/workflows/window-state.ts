/**
 * Where a window stands: JSON, carried through continue-as-new, so that a run can begin in any phase.
 * Each step takes the state of its phase and answers the next.
 */
import type { VerifiedFile, WindowOutcome } from '../interface/steps.ts';
import type { ExportJob } from '../marketo/types.ts';

/** The job that delivers the window, and whose it is. */
export interface JobClaim {
  readonly exportId: string;
  readonly generation: number;
  /** Only the owner enqueues, cancels or gives up the job. */
  readonly own: boolean;
  /** Made by another run, whose claim this one follows or has taken over. */
  readonly adopted: boolean;
  readonly ownerWorkflowId?: string;
}

/** What may still be spent on the window. */
export interface Budget {
  readonly replacements: number;
  readonly redownloads: number;
}

/** What polling has learnt of one job. Instants: workflow clock, epoch milliseconds. */
export interface PollFacts {
  readonly sinceMs: number;
  /** Answers of late that are not to be believed at once. */
  readonly doubt?: Doubt;
  /** Marketo's words when it refused to enqueue, and how often it has. */
  readonly refusal?: string;
  readonly refusals?: number;
  /** How often its status was asked for; absent in what earlier versions carried along. */
  readonly polls?: number;
  /** The owner was given one poll interval to publish the completed file itself. */
  readonly yielded: boolean;
  /** This run has asked Marketo to cancel the stuck job. */
  readonly gaveUp: boolean;
}

/**
 * The same doubtful answer, again and again: still Created after enqueue, an unknown job, a file that is not given out, a
 * status in a word that no document knows.
 * Both instants are kept, because only a doubt that lasted counts: one that was left for long, by a reset or while no
 * worker ran, begins anew.
 */
export interface Doubt {
  readonly about: 'enqueue' | 'job' | 'file' | 'word';
  readonly sinceMs: number;
  readonly lastMs: number;
  readonly answers?: number;
}

interface Polled {
  readonly claim: JobClaim;
  readonly poll: PollFacts;
}

interface Delivering extends Polled {
  readonly job: ExportJob;
  /** Counts the downloads that began anew after a mismatch. */
  readonly round: number;
  /** A different record count without a checksum was met by one fresh download already. */
  readonly recounted: boolean;
}

export type WindowState = { readonly budget: Budget } & (
  | { readonly phase: 'look'; readonly known?: Polled }
  | ({ readonly phase: 'takeOver' } & Polled)
  | { readonly phase: 'create'; readonly after: number; readonly seenManifest: number }
  | {
      readonly phase: 'claim';
      readonly after: number;
      readonly exportId: string;
      readonly seenManifest?: number;
      /** Known when the claim stands already and only has to be checked against overlaps. */
      readonly standing?: Polled;
    }
  | ({ readonly phase: 'enqueue' } & Polled)
  | ({ readonly phase: 'poll' } & Polled)
  | ({ readonly phase: 'download' } & Delivering)
  | ({ readonly phase: 'verify'; readonly name: string; readonly bytes: number } & Delivering)
  | ({
      readonly phase: 'publish';
      readonly name: string;
      readonly file: VerifiedFile;
      readonly warnings: readonly string[];
    } & Delivering)
  | { readonly phase: 'done'; readonly outcome: WindowOutcome }
);

export type StateOf<Phase extends WindowState['phase']> = Extract<WindowState, { phase: Phase }>;

/** The job in hand in this state; without a generation when it is not claimed yet. */
export interface JobInHand {
  readonly exportId: string;
  readonly own: boolean;
  readonly generation?: number;
}

export function jobInHand(state: WindowState): JobInHand | undefined {
  switch (state.phase) {
    case 'look':
      return state.known?.claim;
    case 'claim':
      return state.standing?.claim ?? { exportId: state.exportId, own: true };
    case 'create':
    case 'done':
      return undefined;
    case 'takeOver':
    case 'enqueue':
    case 'poll':
    case 'download':
    case 'verify':
    case 'publish':
      return state.claim;
  }
}

export function startPolling(nowMs: number): PollFacts {
  return { sinceMs: nowMs, polls: 0, yielded: false, gaveUp: false };
}
