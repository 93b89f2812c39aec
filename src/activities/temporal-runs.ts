import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import { listSearchAttributes } from '../client/search-attributes.ts';
import { REFRESH_MEMO } from '../interface/names.ts';
import type { RefreshMemo } from '../interface/steps.ts';
import type { ClaimOwner } from '../ledger/types.ts';
import type { RunDirectory } from './dependencies.ts';

/** As long as a file lives at Marketo: who asks for a refresh later than that means a new one. */
const REFRESH_GOES_ON_MS = 7 * 24 * 3_600_000;

/** A list of what is closed, not of what is open: taking over a living owner's job would have two cancel it. */
const CLOSED: readonly string[] = ['COMPLETED', 'FAILED', 'CANCELLED', 'TERMINATED', 'TIMED_OUT'];

/**
 * Asks Temporal, through the running activity's own client. An owner is a chain of runs: it is open when the latest run
 * of its id is running and belongs to the same chain, so that continue-as-new and reset do not close it.
 */
export const temporalRuns: RunDirectory = {
  searchAttributes: () => listSearchAttributes(Context.current().client),
  isClosed: async ({ owner, windowWorkflowId }) =>
    (await openChain(owner)) === undefined ||
    (windowWorkflowId !== undefined &&
      (await openChain({ workflowId: windowWorkflowId })) === undefined),
  isLater: async (other, workflowId) => {
    const [one, two] = [await beginningOf(other), await beginningOf(workflowId)];
    return one !== undefined && two !== undefined && one > two;
  },
  isEnding: async (owner) => {
    const run = await openChain(owner);
    return run === undefined || run.raw.workflowExtendedInfo?.cancelRequested === true;
  },
  unfinishedRefresh: async ({ workflowId, firstRunId }, of) => {
    const query = `WorkflowId = '${workflowId.replaceAll("'", "''")}'`;
    const { client, info } = Context.current();
    for await (const run of client.workflow.list({ query })) {
      if (run.runId === info.workflowExecution?.runId) continue;
      const memo = run.memo?.[REFRESH_MEMO] as Partial<RefreshMemo> | undefined;
      const instant = memo?.of === of ? memo.refreshBefore : undefined;
      if (run.raw.firstRunId === firstRunId || run.runId === firstRunId) {
        if (instant !== undefined) return instant; // this run was reset
        continue;
      }
      const ageMs = Date.now() - (run.closeTime ?? run.startTime).getTime();
      if (run.status.name === 'COMPLETED' || ageMs > REFRESH_GOES_ON_MS) return undefined;
      return instant;
    }
    return undefined;
  },
};

/** The latest run of the chain; undefined when that is closed, or the id has gone to another chain. */
async function openChain({ workflowId, firstRunId }: Partial<ClaimOwner> & { workflowId: string }) {
  const run = await describe(workflowId);
  if (run === undefined || CLOSED.includes(run.status.name)) return undefined;
  const latest = run.raw.workflowExecutionInfo?.firstRunId;
  // Without a first run id nothing is known of the chain: that is no evidence that the owner is gone.
  const known = typeof latest === 'string' && latest !== '' && firstRunId !== undefined;
  return known && latest !== firstRunId ? undefined : run;
}

/** Of its first run: after a reset or a continue-as-new the latest one began later than the workflow did. */
async function beginningOf(workflowId: string): Promise<Date | undefined> {
  const latest = await describe(workflowId);
  const firstRunId = latest?.raw.workflowExecutionInfo?.firstRunId;
  const first = firstRunId ? await describe(workflowId, firstRunId) : undefined;
  return (first ?? latest)?.startTime;
}

/** Undefined: its history is past retention. */
async function describe(workflowId: string, runId?: string) {
  try {
    return await Context.current().client.workflow.getHandle(workflowId, runId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
