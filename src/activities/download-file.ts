import type { DownloadAnswer, DownloadInput } from '../interface/steps.ts';
import { MarketoError } from '../marketo/errors.ts';
import type { StagedFile } from '../store/store.ts';
import { fetchFile, WrongSizeError } from '../transfer/fetch-file.ts';
import { clientOf } from './client-of.ts';
import { type ActivityScope, defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { isMarketoError, orLimit } from './limits.ts';
import { requireSameStore } from './same-store.ts';

type Parts = Pick<Dependencies, 'marketo' | 'store' | 'ledger' | 'hostName' | 'transfers'>;

/**
 * Downloads the file in ranges into a staged file of this attempt's own. It goes on from the longest durable prefix
 * that an earlier attempt left, on whatever host: what the store holds decides, never a heartbeat.
 */
export function downloadFileActivity(parts: Parts) {
  return defineActivity<DownloadInput, DownloadAnswer>('afterPaying', async (input, scope) => {
    const marketo = clientOf(parts, input.run);
    await requireSameStore(parts, input.run);
    return await orLimit(async () => {
      const staged = await openStaged(parts, input);
      const counted = { bytes: staged.resumedBytes };
      try {
        announce(staged, input, scope);
        const { exportId, fileSize, run } = input;
        const { instance } = run.request;
        parts.transfers?.resumed(instance, staged.resumedBytes);
        const bytes = await fetchFile(marketo, staged, {
          exportId,
          ...(fileSize === undefined ? {} : { fileSize }),
          rangeBytes: run.policy.rangeBytes,
          signal: scope.signal,
          onBytes: (now, total) => {
            parts.transfers?.received(instance, now - counted.bytes);
            counted.bytes = now;
            report(scope, now, total);
          },
        });
        await staged.finish();
        return { answer: 'staged', name: staged.name, bytes };
      } catch (error) {
        return answerOrThrow(error, counted.bytes > staged.resumedBytes);
      } finally {
        await staged.close();
      }
    });
  });
}

function openStaged({ store, ledger }: Parts, input: DownloadInput): Promise<StagedFile> {
  const { exportId, windowRun, fileSize, round } = input;
  const folder = ledger.stagingFolder(input.run.request, exportId);
  const maxBytes = fileSize === undefined ? {} : { maxBytes: fileSize };
  // After a mismatch no bytes but the new round's own are trusted; those its retries may go on from.
  return round === 0
    ? store.openStage({ folder, run: windowRun }, { resumeFrom: 'anyRun', ...maxBytes })
    : store.openStage(
        { folder, run: `${windowRun}-${round}` },
        { resumeFrom: 'sameRun', ...maxBytes },
      );
}

function announce(
  { resumedBytes, name }: StagedFile,
  { exportId, fileSize }: DownloadInput,
  scope: ActivityScope,
): void {
  scope.log.info(resumedBytes > 0 ? 'download goes on' : 'download starts', {
    exportId,
    fromByte: resumedBytes,
    totalBytes: fileSize,
    staged: name,
  });
  report(scope, resumedBytes, fileSize);
}

function report(scope: ActivityScope, bytes: number, totalBytes: number | undefined): void {
  scope.report({ v: 1, bytes, ...(totalBytes === undefined ? {} : { totalBytes }) });
}

function answerOrThrow(error: unknown, progressed: boolean): DownloadAnswer {
  if (error instanceof WrongSizeError) return { answer: 'mismatch', message: error.message };
  if (isMarketoError(error, 'rangeNotSatisfiable')) {
    return {
      answer: 'mismatch',
      message: `${error.message}: the file is shorter than announced`,
    };
  }
  if (isMarketoError(error, 'fileNotFound')) return { answer: 'gone', message: error.message };
  throw progressed ? hastened(error) : error;
}

/** After progress the next attempt starts at once: the back-off is for servers that give nothing. */
function hastened(error: unknown): unknown {
  if (!isMarketoError(error, 'brokenBody', 'connection')) return error;
  return new MarketoError(error.message, { ...error.facts, retryAfterMs: 1_000, cause: error });
}
