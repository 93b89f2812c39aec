/** The data file of a job as it is published: its name, its key, and what a bucket shows beside it. */
import { fileExtension } from '../domain/header.ts';
import { parseWindowText } from '../domain/windows.ts';
import type { JobInput } from '../interface/steps.ts';
import type { Ledger } from '../ledger/types.ts';

type Job = Pick<JobInput, 'run' | 'window' | 'exportId'>;

export function dataFileName({ exportId, run }: Job): string {
  return `${exportId}.${fileExtension(run.request.query.format)}`;
}

export function dataFileKey(ledger: Pick<Ledger, 'dataKey'>, job: Job): string {
  return ledger.dataKey(job.run.request, parseWindowText(job.window), dataFileName(job));
}

/** For whoever meets the file without its manifest. */
export function dataFileMetadata(
  { exportId }: Job,
  { sha256, records }: { readonly sha256: string; readonly records: number },
): Readonly<Record<string, string>> {
  return { sha256, records: String(records), 'export-id': exportId };
}
