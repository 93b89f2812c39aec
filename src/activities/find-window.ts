import type { FindAnswer, FindInput, WindowInput } from '../interface/steps.ts';
import { parseWindowText } from '../domain/windows.ts';
import type { Claim, ClaimOwner, WindowRecord } from '../ledger/types.ts';
import { isSameOwner, successorOf, windowState } from '../ledger/window-state.ts';
import { clientOf } from './client-of.ts';
import { defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import type { Stage } from './failures.ts';
import { freshnessFor } from './freshness.ts';
import { requireSameStore } from './same-store.ts';
import { windowResult } from './window-result.ts';

type Parts = Pick<Dependencies, 'marketo' | 'store' | 'ledger' | 'runs' | 'hostName'>;

/** What the ledger holds for the window: published, claimed by a job that may still deliver it, or nothing. */
export function findWindowActivity(parts: Parts) {
  return defineActivity<FindInput, FindAnswer>(stageOf, async (input, { signal, workflowId }) => {
    const { run, window, owner } = input;
    await requireSameStore(parts, run);
    const record = await parts.ledger.window(run.request, parseWindowText(window));
    const marketo = clientOf(parts, run);
    const freshness = await freshnessFor(marketo, run.request, [record], signal);
    const found = windowState(record, freshness);
    if (found.state === 'final') return published(parts, input, found.manifest);
    const successor = await successorInRun(parts, input, record, workflowId);
    if (successor !== undefined) return { answer: 'superseded', byWorkflowId: successor };
    switch (found.state) {
      case 'claimed':
        return await claimed(parts, found.claim, record.generation, { owner, workflowId });
      case 'provisional':
        return found.due ? nothing(record) : published(parts, input, found.manifest);
      case 'stale':
      case 'missing':
        return nothing(record);
    }
  });
}

/** Another workflow of this very run that goes on with the window, since the run was reset. */
async function successorInRun(
  { ledger, runs }: Parts,
  { run, owner }: FindInput,
  record: WindowRecord,
  workflowId: string | undefined,
): Promise<string | undefined> {
  const { claim } = record;
  const by = claim?.windowWorkflowId;
  if (workflowId === undefined || claim === undefined) return undefined;
  // An old one that was held up may come to look when the new one has claimed already.
  const another = by !== undefined && by !== workflowId && isSameOwner(claim.owner, owner);
  if (another && (await runs.isLater(by, workflowId))) return by;
  return successorOf(workflowId, owner, await ledger.claims(run.request, record));
}

function stageOf({ paid }: FindInput): Stage {
  return paid ? 'afterPaying' : 'beforePaying';
}

function nothing({ generation, manifest }: WindowRecord): FindAnswer {
  return { answer: 'nothing', generation, seenManifest: manifest?.generation ?? 0 };
}

function published(
  parts: Parts,
  { run }: WindowInput,
  manifest: Parameters<typeof windowResult>[2],
): FindAnswer {
  return { answer: 'published', result: windowResult(parts, run.request, manifest, true) };
}

async function claimed(
  { runs }: Parts,
  claim: Claim & { readonly exportId: string },
  generation: number,
  self: { readonly owner: ClaimOwner; readonly workflowId: string | undefined },
): Promise<FindAnswer> {
  const own = isSameOwner(claim.owner, self.owner);
  // After a reset the claim names the window's workflow of before, and would look orphaned once that one is closed.
  const byEarlierWorkflow = own && (claim.windowWorkflowId ?? self.workflowId) !== self.workflowId;
  return {
    answer: 'claimed',
    exportId: claim.exportId,
    generation,
    own,
    adopted: !own || claim.inherited === true,
    ownerClosed: own ? byEarlierWorkflow : await runs.isClosed(claim),
    ownerWorkflowId: claim.owner.workflowId,
  };
}
