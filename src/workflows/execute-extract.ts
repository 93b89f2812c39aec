/** For workflows of other teams: an extraction as a child that is cancelled with them, however long it runs. */
import {
  CancellationScope,
  CancelledFailure,
  ChildWorkflowCancellationType,
  getExternalWorkflowHandle,
  log,
  ParentClosePolicy,
  startChild,
  uuid4,
  workflowInfo,
  type ChildWorkflowOptions,
} from '@temporalio/workflow';
import { DEFAULT_TASK_QUEUE, EXTRACT_ACTIVITIES } from '../interface/names.ts';
import type { ExtractRequest } from '../interface/request-shape.ts';
import type { ExtractResult } from '../interface/result.ts';

/** A child's options, all optional. What decides whether a cancel arrives is not for callers. */
export type ExecuteExtractOptions = Omit<ChildWorkflowOptions, 'args' | 'cancellationType'>;

/** Room for the caller's id in the child's: an over-long child id blocks the workflow task for ever. */
const PARENT_ID_LENGTH = 200;
/** What a cut may leave of a character beyond the basic plane. */
const HALF_A_CHARACTER = /[\uD800-\uDBFF]$/;

/**
 * Runs `extractActivities` as a child and answers its result. Throws as `executeChild` does: a `ChildWorkflowFailure`, which
 * `readExtractFailure` reads.
 *
 * Defaults: task queue `marketo-activity-extract`; an id of its own, because a child's id that is taken throws, and the
 * ledger keeps windows from being paid twice whatever the ids; parent close policy REQUEST_CANCEL, so that whatever ends
 * the caller cancels the jobs at Marketo.
 */
export async function executeExtract(
  request: ExtractRequest,
  options: ExecuteExtractOptions = {},
): Promise<ExtractResult> {
  const scope = CancellationScope.current();
  if (scope.consideredCancelled) throw new CancelledFailure('cancelled before it was started');
  const workflowId = options.workflowId ?? childId();
  return CancellationScope.nonCancellable(async () => {
    const child = await startChild<(request: ExtractRequest) => Promise<ExtractResult>>(
      EXTRACT_ACTIVITIES,
      {
        taskQueue: DEFAULT_TASK_QUEUE,
        parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
        ...options,
        workflowId,
        args: [request],
        cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
      },
    );
    // By id: a child that has continued as new hears nothing through its handle, and its parent would wait for ever.
    scope.cancelRequested.catch(() => cancelById(workflowId));
    return child.result();
  });
}

async function cancelById(workflowId: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(workflowId).cancel();
  } catch (error) {
    log.info('the extraction could not be cancelled; it has just ended', {
      childWorkflowId: workflowId,
      reason: String(error),
    });
  }
}

function childId(): string {
  const parent = workflowInfo().workflowId.slice(0, PARENT_ID_LENGTH).replace(HALF_A_CHARACTER, '');
  return `${parent}/extract/${uuid4()}`;
}
