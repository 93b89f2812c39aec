import { formatInstant, parseInstant } from '../../domain/instant.ts';
import type { ExportJob } from '../../marketo/types.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { withMarketo } from '../marketo-session.ts';
import type { OutputOptions } from '../options.ts';
import { alignColumns } from '../output/columns.ts';
import { formatBytes, formatCount } from '../output/format.ts';
import { printResult } from '../output/print-result.ts';
import { findHolder } from './claim-holder.ts';
import type { Holder } from './claim-holder.ts';
import { jobObject, statusOf } from './job-object.ts';

export interface JobFlags extends OutputOptions {
  readonly instance: string;
}

/** What `jobs show` does. */
export function showAction(
  context: CliContext,
  exportId: string,
  { instance, output }: JobFlags,
): Promise<ExitCode> {
  return withMarketo(context, instance, async ({ marketo, signal }) => {
    const { value: job } = await marketo.exportStatus(exportId, { signal });
    const holder = await findHolder(context.io, instance, job.exportId);
    const object = { instance, job: jobObject(job), holder };
    printResult(context.io, output, object, () => jobText(job, holder));
    return EXIT.done;
  });
}

/** Files are kept so long at Marketo (contract §2.5). */
const FILE_LIFE_SECONDS = 7 * 86_400;

function jobText(job: ExportJob, holder: Holder): string {
  const { state, finishedAt, numberOfRecords, fileSize } = job;
  const fileUntil =
    state === 'Completed' && finishedAt !== undefined
      ? formatInstant(parseInstant(finishedAt) + FILE_LIFE_SECONDS)
      : undefined;
  const rows = [
    ['Status', statusOf(job)],
    ['Reason', job.errorMsg],
    ['Format', job.format],
    ['Created', job.createdAt],
    ['Queued', job.queuedAt],
    ['Started', job.startedAt],
    ['Finished', finishedAt],
    ['File until', fileUntil],
    ['Records', numberOfRecords === undefined ? undefined : formatCount(numberOfRecords)],
    ['Size', fileSize === undefined ? undefined : formatBytes(fileSize)],
    ['SHA-256', job.sha256],
    ['Here', holderText(holder)],
  ].flatMap(([name = '', value]) => (value === undefined ? [] : [[`  ${name}`, value]]));
  return [job.exportId, ...alignColumns(rows), ''].join('\n');
}

function holderText(holder: Holder): string {
  switch (holder.use) {
    case 'claimed':
      return `claimed by ${holder.by} for ${holder.window}`;
    case 'published':
      return `published as ${holder.window}`;
    case 'none':
      return 'in no window of this instance';
    case 'notKnown':
      return `not known: ${holder.why}`;
  }
}
