import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { RunDirectory } from './dependencies.ts';

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
      const sameChain = raw.workflowExecutionInfo?.firstRunId === firstRunId;
      return status.name !== 'RUNNING' || !sameChain;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return true; // its history is past retention
      throw error;
    }
  },
};
