import { ApplicationFailure } from '@temporalio/common';
import { FAILURE } from '../interface/names.ts';
import type { WindowInput } from '../interface/steps.ts';
import type { Dependencies } from './dependencies.ts';

/**
 * A window outlives its run when the run was reset (Temporal leaves the children of the old one alone): it may bring
 * home what it has bought, and buys nothing for a run that is closed or being cancelled.
 */
export async function requireOpenOwner(
  { runs }: Pick<Dependencies, 'runs'>,
  { owner }: WindowInput,
): Promise<void> {
  if (!(await runs.isEnding(owner))) return;
  throw ApplicationFailure.nonRetryable(
    `The run ${owner.workflowId} that this window belongs to is closed or being cancelled: nothing is bought for it any more. ` +
      'Start the request again, if the window is still wanted.',
    FAILURE.windowCancelled,
  );
}
