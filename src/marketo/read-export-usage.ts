import { type ExportUsage, exportUsage } from '../domain/export-usage.ts';
import type { CallOptions, ExportJob, MarketoClient } from './types.ts';

/** The states that take a queue place, and the one that has used quota. */
const THAT_COUNT = ['Queued', 'Processing', 'Completed'];

/** Usage of quota and queue by Marketo's job list and clock (epoch milliseconds): one API call for 300 jobs. */
export async function readExportUsage(
  marketo: Pick<MarketoClient, 'listExports' | 'serverTimeMs'>,
  call: CallOptions = {},
): Promise<{ readonly usage: ExportUsage; readonly nowMs: number }> {
  const nowMs = await marketo.serverTimeMs(call);
  const jobs: ExportJob[] = [];
  for await (const job of marketo.listExports({ status: THAT_COUNT }, call)) jobs.push(job);
  return { usage: exportUsage(jobs, nowMs), nowMs };
}
