import { createHash } from 'node:crypto';
import { headerColumns } from '../domain/header.ts';
import { RecordCounter } from '../domain/record-counter.ts';
import type { VerifiedFile, VerifyAnswer, VerifyInput } from '../interface/steps.ts';
import { StagingLostError } from '../store/store.ts';
import { type ActivityScope, defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { requireSameStore } from './same-store.ts';

type Parts = Pick<Dependencies, 'store' | 'hostName'>;

/** Reads back what is stored, not what was thought to be written, and holds it against Marketo's facts. */
export function verifyFileActivity(parts: Parts) {
  return defineActivity<VerifyInput, VerifyAnswer>('afterPaying', async (input, scope) => {
    await requireSameStore(parts, input.run);
    try {
      const file = await readBack(parts, input, scope);
      return judge(file, input);
    } catch (error) {
      if (error instanceof StagingLostError) return { answer: 'stagingLost' };
      throw error;
    }
  });
}

async function readBack({ store }: Parts, input: VerifyInput, scope: ActivityScope) {
  const hash = createHash('sha256');
  const counter = new RecordCounter();
  let bytes = 0;
  const { body, etag } = await store.readStage(input.name);
  for await (const chunk of body) {
    hash.update(chunk);
    counter.update(chunk);
    bytes += chunk.length;
    scope.report({ v: 1, bytes, note: 'verifying' });
    scope.signal.throwIfAborted();
  }
  const file: VerifiedFile = {
    sha256: hash.digest('hex'),
    bytes,
    records: counter.records,
    columns: headerColumns(counter.headerText, input.run.request.query),
    ...(etag === undefined ? {} : { etag }),
  };
  return file;
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
