/** download → verify → publish: from Marketo's finished file to ours. */
import { ApplicationFailure, CancellationScope } from '@temporalio/workflow';
import { FAILURE } from '../interface/names.ts';
import { onFileGone } from './poll.ts';
import type { WindowRun } from './window-run.ts';
import type { StateOf, WindowState } from './window-state.ts';

export async function download(run: WindowRun, state: StateOf<'download'>): Promise<WindowState> {
  const { budget, claim, poll, job, recounted } = state;
  run.tell({ phase: 'downloading', ...jobSize(state) });
  const answer = await run.activities.downloadFile({
    ...run.input,
    exportId: claim.exportId,
    windowRun: run.runName,
    fresh: state.fresh,
    ...(job.fileSize === undefined ? {} : { fileSize: job.fileSize }),
  });
  switch (answer.answer) {
    case 'staged':
      return { phase: 'verify', budget, claim, poll, job, name: answer.name, recounted };
    case 'gone':
      return await onFileGone(run, state, answer.message);
    case 'mismatch':
      return await downloadAnew(run, state, answer.message);
    case 'quotaExhausted':
    case 'callsExhausted':
      await run.waitOut(answer, { phase: 'downloading' });
      return state;
  }
}

export async function verify(run: WindowRun, state: StateOf<'verify'>): Promise<WindowState> {
  const { budget, claim, poll, job, name, recounted } = state;
  run.tell({ phase: 'verifying', ...jobSize(state) });
  const answer = await run.activities.verifyFile({
    ...run.input,
    exportId: claim.exportId,
    name,
    job,
  });
  switch (answer.answer) {
    case 'stagingLost': // another attempt may have published it: the ledger knows
      return { phase: 'look', budget, poll };
    case 'mismatch':
      return await downloadAnew(run, state, answer.message);
    case 'ok':
      if (!answer.recordsAgree && !answer.checksum && !recounted) {
        await run.activities.discardStaged({ ...run.input, exportId: claim.exportId });
        return { phase: 'download', budget, claim, poll, job, fresh: true, recounted: true };
      }
      return {
        phase: 'publish',
        budget,
        claim,
        job,
        name,
        file: answer.file,
        warnings: warnings(answer.checksum, answer.recordsAgree, answer.file.records, job),
      };
  }
}

export async function publish(run: WindowRun, state: StateOf<'publish'>): Promise<WindowState> {
  const { budget, claim, job, name, file } = state;
  run.tell({ phase: 'publishing', records: file.records, bytes: file.bytes });
  const answer = await CancellationScope.nonCancellable(() =>
    run.activities.publishFile({
      ...run.input,
      exportId: claim.exportId,
      generation: claim.generation,
      name,
      job,
      file,
      warnings: state.warnings,
    }),
  );
  if (answer.answer === 'stagingLost') return { phase: 'look', budget };
  run.tell({ phase: 'published', records: answer.result.records, bytes: answer.result.bytes });
  return { phase: 'done', budget, outcome: { outcome: 'published', result: answer.result } };
}

async function downloadAnew(
  run: WindowRun,
  state: StateOf<'download'> | StateOf<'verify'>,
  message: string,
): Promise<WindowState> {
  const { budget, claim, poll, job, recounted } = state;
  await run.activities.discardStaged({ ...run.input, exportId: claim.exportId });
  if (budget.redownloads === 0) {
    throw ApplicationFailure.nonRetryable(
      `The file of job ${claim.exportId} does not match what Marketo reported, also after fresh downloads; ${message}. ` +
        'Nothing was published. The job stays claimed: the same request tries the download again without paying.',
      FAILURE.fileMismatch,
    );
  }
  return {
    phase: 'download',
    budget: { ...budget, redownloads: budget.redownloads - 1 },
    claim,
    poll,
    job,
    fresh: true,
    recounted,
  };
}

function warnings(
  checksum: boolean,
  recordsAgree: boolean,
  counted: number,
  job: { numberOfRecords?: number },
): string[] {
  return [
    ...(checksum ? [] : ['Marketo gave no checksum; only the size was compared']),
    ...(recordsAgree
      ? []
      : [`Marketo reported ${job.numberOfRecords ?? 0} records, counted were ${counted}`]),
  ];
}

function jobSize({ job }: { job: { fileSize?: number; numberOfRecords?: number } }) {
  return {
    ...(job.numberOfRecords === undefined ? {} : { records: job.numberOfRecords }),
    ...(job.fileSize === undefined ? {} : { bytes: job.fileSize }),
  };
}
