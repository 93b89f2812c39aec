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
  /** Only the owner cancels the job or gives it up. */
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

export interface PollFacts {
  /** Start of the polling, workflow clock, epoch milliseconds. */
  readonly sinceMs: number;
  /** This run has seen Marketo accept the job into its queue. */
  readonly enqueued: boolean;
  /** Consecutive answers that told nothing new: still Created after enqueue, gone, or file not found. */
  readonly doubtful: number;
  /** The owner was given one poll interval to publish the completed file itself. */
  readonly yielded: boolean;
}

export type WindowState = { readonly budget: Budget } & (
  | { readonly phase: 'look'; readonly poll?: PollFacts }
  | { readonly phase: 'create'; readonly after: number }
  | { readonly phase: 'claim'; readonly after: number; readonly exportId: string }
  | { readonly phase: 'enqueue'; readonly claim: JobClaim }
  | { readonly phase: 'poll'; readonly claim: JobClaim; readonly poll: PollFacts }
  | {
      readonly phase: 'download';
      readonly claim: JobClaim;
      readonly poll: PollFacts;
      readonly job: ExportJob;
      readonly fresh: boolean;
      /** A different record count without a checksum was met by one fresh download already. */
      readonly recounted: boolean;
    }
  | {
      readonly phase: 'verify';
      readonly claim: JobClaim;
      readonly poll: PollFacts;
      readonly job: ExportJob;
      readonly name: string;
      readonly recounted: boolean;
    }
  | {
      readonly phase: 'publish';
      readonly claim: JobClaim;
      readonly job: ExportJob;
      readonly name: string;
      readonly file: VerifiedFile;
      readonly warnings: readonly string[];
    }
  | { readonly phase: 'done'; readonly outcome: WindowOutcome }
);

export type StateOf<Phase extends WindowState['phase']> = Extract<WindowState, { phase: Phase }>;

/** The job in hand in this state, claimed or not. */
export function jobInHand(state: WindowState): Partial<JobClaim> & { exportId?: string } {
  if ('claim' in state) return state.claim;
  return state.phase === 'claim' ? { exportId: state.exportId, own: true } : {};
}
