import { createHash } from 'node:crypto';
import { headerColumns } from '../domain/header.ts';
import { messageOf } from '../domain/message-of.ts';
import { RecordCounter } from '../domain/record-counter.ts';
import type { VerifiedFile, VerifyAnswer, VerifyInput } from '../interface/steps.ts';
import { type PublishPreparation, type StagedRead, StagingLostError } from '../store/store.ts';
import { dataFileKey, dataFileMetadata } from './data-file.ts';
import { type ActivityScope, defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { requireSameStore } from './same-store.ts';

type Parts = Pick<Dependencies, 'store' | 'ledger' | 'hostName'>;

/**
 * Reads back what is stored, not what was thought to be written, and holds it against Marketo's facts. Meanwhile the store
 * prepares the publication with these facts beside the file: what it has made is kept when they have turned out true.
 */
export function verifyFileActivity(parts: Parts) {
  return defineActivity<VerifyInput, VerifyAnswer>('afterPaying', async (input, scope) => {
    await requireSameStore(parts, input.run);
    try {
      const staged = await parts.store.readStage(input.name);
      const preparation = prepare(parts, input, staged.etag, scope.signal);
      return await keepIfVerified(preparation, scope.log, async () =>
        judge(await readBack(staged, input, scope), input),
      );
    } catch (error) {
      if (error instanceof StagingLostError) return { answer: 'stagingLost' };
      throw error;
    }
  });
}

/** Undefined: something that stands beside the published file is known only when all has been read. */
function prepare(
  { store, ledger }: Parts,
  input: VerifyInput,
  etag: string | undefined,
  signal: AbortSignal,
): PublishPreparation | undefined {
  const { name, bytes, job } = input;
  const { sha256, numberOfRecords: records } = job;
  if (etag === undefined || sha256 === undefined || records === undefined) return undefined;
  const metadata = dataFileMetadata(input, { sha256, records });
  return store.preparePublish({ name, bytes, etag }, dataFileKey(ledger, input), {
    metadata,
    signal,
  });
}

async function keepIfVerified(
  preparation: PublishPreparation | undefined,
  log: ActivityScope['log'],
  verify: () => Promise<VerifyAnswer>,
): Promise<VerifyAnswer> {
  let prepared: string | undefined;
  try {
    const answer = await verify();
    if (answer.answer !== 'ok' || !answer.recordsAgree) return answer;
    prepared = await preparation?.made.catch((error: unknown) => {
      log.info('the file is copied when it is published', { reason: messageOf(error) });
      return undefined;
    });
    return prepared === undefined ? answer : { ...answer, file: { ...answer.file, prepared } };
  } finally {
    if (prepared === undefined) await preparation?.discard();
  }
}

async function readBack(
  { body, etag }: StagedRead,
  input: VerifyInput,
  scope: ActivityScope,
): Promise<VerifiedFile> {
  const hash = createHash('sha256');
  const counter = new RecordCounter();
  let bytes = 0;
  for await (const chunk of body) {
    hash.update(chunk);
    counter.update(chunk);
    bytes += chunk.length;
    scope.report({ v: 1, bytes, note: 'verifying' });
    scope.signal.throwIfAborted();
  }
  return {
    sha256: hash.digest('hex'),
    bytes,
    records: counter.records,
    columns: headerColumns(counter.headerText, input.run.request.query),
    ...(etag === undefined ? {} : { etag }),
  };
}

function judge(file: VerifiedFile, { job, bytes }: VerifyInput): VerifyAnswer {
  if (bytes !== file.bytes) {
    return mismatch(`size: downloaded were ${bytes} bytes, stored are ${file.bytes}`);
  }
  if (job.fileSize !== undefined && job.fileSize !== file.bytes) {
    return mismatch(`size: Marketo reported ${job.fileSize} bytes, stored are ${file.bytes}`);
  }
  if (job.sha256 !== undefined && job.sha256 !== file.sha256) {
    return mismatch(`SHA-256: Marketo reported ${job.sha256}, stored is ${file.sha256}`);
  }
  // Without a checksum a wrong fileSize of 0 would pass for an empty window: the file is not even asked for.
  const { sha256, numberOfRecords = 0 } = job;
  if (sha256 === undefined && file.bytes === 0 && numberOfRecords > 0) {
    return mismatch(`records: Marketo reported ${numberOfRecords}, the file has no bytes`);
  }
  return {
    answer: 'ok',
    file,
    checksum: job.sha256 !== undefined,
    recordsAgree: job.numberOfRecords === undefined || job.numberOfRecords === file.records,
  };
}

function mismatch(message: string): VerifyAnswer {
  return { answer: 'mismatch', message };
}
