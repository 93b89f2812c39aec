/** download → verify → publish: from Marketo's finished file to ours. */
import { ApplicationFailure } from '@temporalio/workflow';
import { FAILURE } from '../interface/names.ts';
import type { ExportJob } from '../marketo/types.ts';
import { onFileGone } from './poll.ts';
import type { WindowRun } from './window-run.ts';
import type { StateOf, WindowState } from './window-state.ts';

export async function download(run: WindowRun, state: StateOf<'download'>): Promise<WindowState> {
  const { claim, job, round } = state;
  run.tell({ phase: 'downloading', ...jobSize(job) });
  const answer = await run.activities.afterPaying.downloadFile({
    ...run.input,
    exportId: claim.exportId,
    windowRun: run.runName,
    round,
    ...(job.fileSize === undefined ? {} : { fileSize: job.fileSize }),
  });
  switch (answer.answer) {
    case 'staged':
      return { ...state, phase: 'verify', name: answer.name, bytes: answer.bytes };
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
  const { budget, claim, poll, job, name, bytes, round } = state;
  run.tell({ phase: 'verifying', ...jobSize(job) });
  const answer = await run.activities.afterPaying.verifyFile({
    ...run.input,
    exportId: claim.exportId,
    name,
    bytes,
    job,
  });
  switch (answer.answer) {
    case 'stagingLost': // another attempt may have published it: the ledger knows
      return { phase: 'look', budget, known: { claim, poll } };
    case 'mismatch':
      return await downloadAnew(run, state, answer.message);
    case 'ok': {
      const { checksum, recordsAgree, file } = answer;
      if (!recordsAgree && !checksum && !state.recounted) {
        await discardStaged(run, state);
        return { ...downloading(state), round: round + 1, recounted: true };
      }
      const warnings = warningsOf(checksum, recordsAgree, file.records, job);
      return { ...state, phase: 'publish', file, warnings };
    }
  }
}

export async function publish(run: WindowRun, state: StateOf<'publish'>): Promise<WindowState> {
  const { budget, claim, poll, job, name, file, warnings } = state;
  run.tell({ phase: 'publishing', records: file.records, bytes: file.bytes });
  const answer = await run.activities.afterPaying.publishFile({
    ...run.input,
    exportId: claim.exportId,
    generation: claim.generation,
    name,
    job,
    file,
    warnings,
  });
  if (answer.answer === 'stagingLost') return { phase: 'look', budget, known: { claim, poll } };
  const { result } = answer;
  // An older run's job was worth publishing, but it was not the refresh that this request asks for.
  if (claim.adopted && isStale(run, job)) return { phase: 'look', budget };
  run.tell({ phase: 'published', records: result.records, bytes: result.bytes });
  return { phase: 'done', budget, outcome: { outcome: 'published', result } };
}

function isStale({ input }: WindowRun, { createdAt }: ExportJob): boolean {
  const { refreshBefore } = input.run.request;
  return refreshBefore !== undefined && createdAt !== undefined && createdAt < refreshBefore;
}

async function downloadAnew(
  run: WindowRun,
  state: StateOf<'download'> | StateOf<'verify'>,
  message: string,
): Promise<WindowState> {
  const { budget, claim, round } = state;
  await discardStaged(run, state);
  if (budget.redownloads === 0) {
    throw ApplicationFailure.nonRetryable(
      `The file of job ${claim.exportId} does not match what Marketo reported, also after fresh downloads; ${message}. ` +
        'Nothing was published. The job stays claimed: the same request tries the download again without paying.',
      FAILURE.fileMismatch,
    );
  }
  const left = { ...budget, redownloads: budget.redownloads - 1 };
  return { ...downloading(state), budget: left, round: round + 1 };
}

function downloading(state: StateOf<'download'> | StateOf<'verify'>): StateOf<'download'> {
  const { budget, claim, poll, job, round, recounted } = state;
  return { phase: 'download', budget, claim, poll, job, round, recounted };
}

function discardStaged(
  run: WindowRun,
  { claim }: StateOf<'download'> | StateOf<'verify'>,
): Promise<void> {
  return run.activities.afterPaying.discardStaged({ ...run.input, exportId: claim.exportId });
}

function warningsOf(
  checksum: boolean,
  recordsAgree: boolean,
  counted: number,
  { numberOfRecords = 0 }: ExportJob,
): string[] {
  return [
    ...(checksum ? [] : ['Marketo gave no checksum; only the size was compared']),
    ...(recordsAgree
      ? []
      : [`Marketo reported ${numberOfRecords} records, counted were ${counted}`]),
  ];
}

function jobSize({ numberOfRecords, fileSize }: ExportJob) {
  return {
    ...(numberOfRecords === undefined ? {} : { records: numberOfRecords }),
    ...(fileSize === undefined ? {} : { bytes: fileSize }),
  };
}
