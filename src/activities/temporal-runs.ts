import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { RunDirectory } from './dependencies.ts';

/** A list of what is closed, not of what is open: taking over a living owner's job would have two cancel it. */
const CLOSED: readonly string[] = ['COMPLETED', 'FAILED', 'CANCELLED', 'TERMINATED', 'TIMED_OUT'];

/**
 * Asks Temporal, through the running activity's own client. An owner is a chain of runs: it is open when the latest run
 * of its id is running and belongs to the same chain, so that continue-as-new and reset do not close it.
 */
export const temporalRuns: RunDirectory = {
  isClosed: async ({ workflowId, firstRunId }) => {
    try {
      const { status, raw } = await Context.current()
        .client.workflow.getHandle(workflowId)
        .describe();
      const latest = raw.workflowExecutionInfo?.firstRunId;
      // Without a first run id nothing is known of the chain: that is no evidence that the owner is gone.
      const otherChain = typeof latest === 'string' && latest !== '' && latest !== firstRunId;
      return CLOSED.includes(status.name) || otherChain;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return true; // its history is past retention
      throw error;
    }
  },
};
