import type { ExportJob, MarketoClient } from '../marketo/types.ts';
import { isUnknownJob } from './limits.ts';

export type FoundJob =
  | { readonly found: true; readonly job: ExportJob; readonly nowMs: number }
  | { readonly found: false; readonly message: string };

/**
 * The job's status. Before a job that may be paid for is held to be gone, the list of jobs is asked as well: two
 * answers that agree, from two calls.
 */
export async function findJob(
  marketo: MarketoClient,
  exportId: string,
  signal: AbortSignal,
): Promise<FoundJob> {
  try {
    const { value: job, serverTimeMs: nowMs } = await marketo.exportStatus(exportId, { signal });
    return { found: true, job, nowMs };
  } catch (error) {
    if (!isUnknownJob(error)) throw error;
    const job = await findInList(marketo, exportId, signal);
    if (job === undefined) return { found: false, message: error.message };
    return { found: true, job, nowMs: error.facts.serverTimeMs ?? Date.now() };
  }
}

async function findInList(
  marketo: MarketoClient,
  exportId: string,
  signal: AbortSignal,
): Promise<ExportJob | undefined> {
  for await (const job of marketo.listExports({}, { signal })) {
    if (job.exportId === exportId) return job;
  }
  return undefined;
}
