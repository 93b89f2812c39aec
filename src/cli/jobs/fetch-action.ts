import { rm } from 'node:fs/promises';
import type { ExportFormat } from '../../domain/query.ts';
import { fileExtension } from '../../domain/header.ts';
import { MarketoError } from '../../marketo/errors.ts';
import type { ExportJob } from '../../marketo/types.ts';
import { fetchFile, WrongSizeError } from '../../transfer/fetch-file.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CliIo } from '../io.ts';
import { type MarketoSession, withMarketo } from '../marketo-session.ts';
import { formatBytes } from '../output/format.ts';
import { printResult } from '../output/print-result.ts';
import { jobObject, statusOf } from './job-object.ts';
import { openPartial, type PartialFile, placeFor, putInPlace, readBack } from './local-file.ts';
import type { JobFlags } from './show-action.ts';

export interface FetchFlags extends JobFlags {
  readonly file: string;
  readonly force?: boolean;
}

/** The worker's default: few large ranges, for each costs a call. */
const RANGE_BYTES = 64 * 1024 * 1024;

/** What `jobs fetch` does. */
export function fetchAction(
  context: CliContext,
  exportId: string,
  { instance, output, file, force = false }: FetchFlags,
): Promise<ExitCode> {
  return withMarketo(context, instance, async (session) => {
    const { io } = context;
    const { value: job } = await session.marketo.exportStatus(exportId, session);
    if (job.state !== 'Completed') throw new Error(whyNoFile(job));
    const path = await placeFor(file, `${job.exportId}.${extensionOf(job)}`, force);
    const partial = `${path}.${job.exportId}.part`;
    await download(io, session, job, partial);
    const { bytes, sha256 } = await verified(job, partial);
    await putInPlace(partial, path, force);
    const object = { instance, job: jobObject(job), path, bytes, sha256 };
    printResult(io, output, object, `${path}\n`);
    io.note(`${formatBytes(bytes)}, ${checkedBy(job)}.\n`);
    return EXIT.done;
  });
}

function whyNoFile(job: ExportJob): string {
  const { exportId, state, errorMsg } = job;
  const what = `Export ${exportId} is ${statusOf(job)}, so it has no file`;
  switch (state) {
    case 'Created':
      return `${what}: it was never enqueued. Export the period with start instead.`;
    case 'Queued':
    case 'Processing':
      return `${what} yet. Look again with jobs show; Marketo refreshes the status every 60 s.`;
    case 'Failed':
      return `${what}: ${errorMsg ?? 'Marketo gives no reason'}. Export the period anew.`;
    default:
      return `${what}. Export the period anew.`;
  }
}

/** A format that no document knows is kept as Marketo's default. */
function extensionOf({ format }: ExportJob): string {
  const known: readonly ExportFormat[] = ['CSV', 'TSV', 'SSV'];
  return fileExtension(known.find((name) => name === format?.toUpperCase()) ?? 'CSV');
}

/** Goes on by itself as long as each attempt brings some bytes; else the part stays for the next run of the command. */
async function download(
  io: CliIo,
  session: MarketoSession,
  job: ExportJob,
  partial: string,
): Promise<void> {
  for (;;) {
    const sink = await openPartial(partial, job.fileSize);
    const progress = { bytes: sink.resumedBytes };
    try {
      await transfer(io, session, job, sink, progress);
      return;
    } catch (error) {
      const interrupted = isInterruption(error) && !session.signal.aborted;
      if (interrupted && progress.bytes > sink.resumedBytes) continue;
      if (error instanceof WrongSizeError || progress.bytes === 0)
        await rm(partial, { force: true });
      else tellPart(io, partial, progress.bytes);
      throw error;
    } finally {
      await sink.close();
    }
  }
}

function isInterruption(error: unknown): boolean {
  return (
    error instanceof MarketoError && (error.kind === 'brokenBody' || error.kind === 'connection')
  );
}

function tellPart(io: CliIo, partial: string, bytes: number): void {
  io.err(`${formatBytes(bytes)} are kept in ${partial}; the same command goes on from there.\n`);
}

async function transfer(
  io: CliIo,
  { marketo, signal }: MarketoSession,
  { exportId, fileSize }: ExportJob,
  sink: PartialFile,
  progress: { bytes: number },
): Promise<void> {
  const tell = progressTeller(io);
  if (sink.resumedBytes > 0) io.note(`Goes on after ${formatBytes(sink.resumedBytes)}.\n`);
  await fetchFile(marketo, sink, {
    exportId,
    ...(fileSize === undefined ? {} : { fileSize }),
    rangeBytes: RANGE_BYTES,
    signal,
    onBytes: (bytes, totalBytes) => {
      progress.bytes = bytes;
      tell(bytes, totalBytes);
    },
  });
}

/** A line at each tenth of a file that takes long enough for anybody to wonder. */
function progressTeller(io: CliIo): (bytes: number, totalBytes: number | undefined) => void {
  let told = 0;
  return (bytes, totalBytes = 0) => {
    const tenths = totalBytes > RANGE_BYTES ? Math.floor((bytes / totalBytes) * 10) : 0;
    if (tenths <= told) return;
    told = tenths;
    io.note(`${formatBytes(bytes)} of ${formatBytes(totalBytes)}\n`);
  };
}

/** Read back from the disk. What is wrong is taken away: going on from it would come to the same. */
async function verified({ fileSize, sha256 }: ExportJob, partial: string) {
  const found = await readBack(partial);
  const wrongSize = fileSize !== undefined && fileSize !== found.bytes;
  if (!wrongSize && (sha256 === undefined || sha256 === found.sha256)) return found;
  await rm(partial, { force: true });
  const expected = wrongSize ? `${fileSize} bytes` : `SHA-256 ${sha256 ?? ''}`;
  const got = wrongSize ? `${found.bytes} bytes` : `SHA-256 ${found.sha256}`;
  throw new Error(
    `The file is not what Marketo reported: ${expected} expected, ${got} received. It was removed; run the same command ` +
      'again to download it from the first byte.',
  );
}

function checkedBy({ fileSize, sha256 }: ExportJob): string {
  if (sha256 !== undefined) return 'size and SHA-256 as Marketo reported';
  return fileSize === undefined
    ? 'not verified: Marketo reported neither size nor SHA-256'
    : 'size as Marketo reported; it reported no SHA-256';
}
