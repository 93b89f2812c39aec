import type { EnqueueAnswer, JobInput } from '../interface/steps.ts';
import { parseWindowText } from '../domain/windows.ts';
import { isSameOwner, liveClaim } from '../ledger/window-state.ts';
import { clientOf } from './client-of.ts';
import { defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { isMarketoError, isUnknownJob, orLimit } from './limits.ts';
import { requireOpenOwner } from './open-owner.ts';
import { requireSameStore } from './same-store.ts';

type Parts = Pick<Dependencies, 'marketo' | 'store' | 'ledger' | 'runs' | 'hostName'>;

/**
 * Enqueues the job: the moment it is paid for, so the ledger is asked once more whether the window is this run's to buy.
 * "Already queued" is success: an earlier answer was lost. Once sent, the call runs to its end, so that its outcome is
 * known before a cancel goes on.
 */
export function enqueueJobActivity(parts: Parts) {
  return defineActivity<JobInput, EnqueueAnswer>(
    'beforePaying',
    async (input, { signal, log, workflowId }) => {
      const marketo = clientOf(parts, input.run);
      await requireSameStore(parts, input.run);
      await requireOpenOwner(parts, input);
      const { exportId, window } = input;
      if (!(await holdsWindow(parts, input, workflowId))) {
        log.info('the claim has been given up or taken over meanwhile; not enqueued', {
          ...window,
          exportId,
        });
        return { answer: 'moved' };
      }
      return orLimit(async () => {
        try {
          await marketo.enqueueExport(exportId, { signal });
          return { answer: 'queued' };
        } catch (error) {
          return refusal(error);
        }
      });
    },
  );
}

async function holdsWindow(
  { ledger }: Parts,
  { run, window, exportId, owner }: JobInput,
  workflowId: string | undefined,
): Promise<boolean> {
  const claim = liveClaim(await ledger.window(run.request, parseWindowText(window)));
  if (claim?.exportId !== exportId || !isSameOwner(claim.owner, owner)) return false;
  return (claim.windowWorkflowId ?? workflowId) === workflowId;
}

function refusal(error: unknown): EnqueueAnswer {
  if (isMarketoError(error, 'alreadyQueued')) return { answer: 'queued' };
  if (isMarketoError(error, 'queueFull')) return { answer: 'queueFull', message: error.message };
  // Cancelled, lapsed or unknown: the job's status tells which.
  if (isUnknownJob(error)) return { answer: 'gone', message: error.message };
  throw error;
}
