/** What can become of a job at Marketo: it is replaced when it was seen to have ended, a bounded number of times, else waited for. */
import { describe, expect, it } from 'vitest';
import type { FaultEffect } from '../../src/emulator/index.ts';
import { FAILURE } from '../../src/interface/names.ts';
import { eventually } from '../support/eventually.ts';
import { type PaidCase, usePaidOnce } from '../support/paid-once.ts';
import { runExtract, startExtract } from '../support/requests.ts';
import { cancellationMemo, windowWhere } from '../support/windows.ts';

const STUCK: FaultEffect = { job: { fate: 'stuck' } };
const VANISHED: FaultEffect = { job: { fate: 'vanished' } };
const FAILED: FaultEffect = { job: { fate: 'failed', errorMsg: 'Out of memory at step 7' } };

describe('a job that does not deliver', () => {
  const paid = usePaidOnce({
    atOnce: true,
    hasten: true,
    env: { EXTRACT_REPLACEMENTS: '1', EXTRACT_JOB_TIMEOUT: '1s' },
  });

  it.concurrent.each<{ name: string; effect: FaultEffect; ended: string }>([
    { name: 'failed', effect: FAILED, ended: 'Failed' },
    { name: 'vanished', effect: VANISHED, ended: 'Processing' },
    { name: 'stuck', effect: STUCK, ended: 'Cancelled' },
  ])('$name: is replaced once it was seen to have ended', async ({ name, effect, ended }) => {
    const at = paid.newCase(`once ${name}`);
    at.strike('job', effect);
    await runExtract(paid.at, at.request());
    expect(at.paidJobs().map(({ state }) => state)).toEqual([ended, 'Completed']);
    await at.expectPaid([2], { vanished: name === 'vanished' });
  });

  it.concurrent.each<{ name: string; effect: FaultEffect; type: string; words: string }>([
    { name: 'failed', effect: FAILED, type: FAILURE.jobFailed, words: 'Out of memory at step 7' },
    { name: 'vanished', effect: VANISHED, type: FAILURE.jobGone, words: 'does not know the job' },
    { name: 'stuck', effect: STUCK, type: FAILURE.jobStuck, words: 'longer than the job time-out' },
  ])(
    'and whose replacement is $name too fails the window in clear words; the next run may buy again',
    async ({ name, effect, type, words }) => {
      const at = paid.newCase(`always ${name}`);
      at.strike('job', effect, { times: 2 });
      const run = await startExtract(paid.at, at.request());
      await expect(run.result()).rejects.toMatchObject({
        cause: { type, message: expect.stringContaining(words) as string },
      });
      const vanished = name === 'vanished';
      await at.expectPaid([2], { nothing: true, vanished });
      await runExtract(paid.at, at.request());
      await at.expectPaid([3], { vanished });
    },
  );

  it.concurrent(
    'and whose state stays a word that no document knows is cancelled, then replaced',
    async () => {
      const at = paid.newCase('unknown word for good');
      at.strike('job', STUCK);
      at.strike('status', { statusText: { Processing: 'Simmering' } }, { times: Infinity });
      await runExtract(paid.at, at.request());
      expect(at.paidJobs().map(({ state }) => state)).toEqual(['Cancelled', 'Completed']);
      await at.expectPaid([2]);
    },
  );

  it.concurrent(
    'a stuck one whose cancel’s answer is lost is replaced all the same, and not before it was cancelled',
    async () => {
      const at = paid.newCase('stuck cancel lost');
      at.strike('job', STUCK);
      at.strike('cancel', { dropAnswer: true });
      await runExtract(paid.at, at.request());
      expect(at.failures().map(({ step }) => step)).toEqual(['cancelJob']);
      expect(at.paidJobs().map(({ state }) => state)).toEqual(['Cancelled', 'Completed']);
      await at.expectPaid([2]);
    },
  );

  it.concurrent(
    'a stuck one that Marketo does not let be cancelled is waited for, visibly, and not replaced',
    async () => {
      const at = paid.newCase('not to be cancelled');
      at.strike('job', STUCK);
      at.strike(
        'cancel',
        { errorCode: '1003', errorMessage: 'May not be cancelled' },
        { times: Infinity },
      );
      const run = await startExtract(paid.at, at.request());
      const { status } = await windowWhere(paid.at.client, run.workflowId, 'it says so', (window) =>
        /not to be cancelled/.test(window.note ?? ''),
      );
      expect(status.note).toContain('May not be cancelled');
      expect(status.nextTryAt).toBeDefined();
      expect(at.jobs()).toHaveLength(1);
      await paid.at.emulator.setJobState(status.exportId!, 'Completed');
      await expect(run.result()).resolves.toMatchObject({ windows: [{ reused: false }] });
      await at.expectPaid([1]);
    },
  );

  it.concurrent.each(['Cancelled', 'Canceled', 'CANCEL'])(
    'one that somebody else has cancelled, spelled %s, fails its window; the next run buys anew',
    async (spelling) => {
      const at = paid.newCase(`cancelled as ${spelling}`);
      at.strike('job', STUCK);
      at.strike('status', { statusText: { Cancelled: spelling } }, { times: Infinity });
      const run = await startExtract(paid.at, at.request());
      const job = await eventually('it was bought', () => at.paidJobs()[0]);
      await paid.at.emulator.setJobState(job.exportId, 'Cancelled');
      await expect(run.result()).rejects.toMatchObject({
        cause: {
          type: FAILURE.jobCancelledAtMarketo,
          message: expect.stringContaining('somebody else') as string,
        },
      });
      await at.expectPaid([1], { nothing: true });
      await runExtract(paid.at, at.request());
      await at.expectPaid([2]);
    },
  );
});

describe('a status', () => {
  const paid = usePaidOnce({ atOnce: true, hasten: true });

  it.concurrent.each<{ name: string; shown: Record<string, string> }>([
    { name: 'in words that no document knows', shown: { Completed: 'Finished' } },
    { name: 'that only begins like a known one', shown: { Completed: 'Completed with errors' } },
    { name: 'that lags and still says Created', shown: { Completed: 'Created' } },
    { name: 'that lags and still says Queued', shown: { Completed: 'Queued' } },
    { name: 'in small letters', shown: { Completed: 'completed' } },
  ])('$name is neither the end nor a fault: the window is paid once', async ({ name, shown }) => {
    const at = paid.newCase(`status ${name}`);
    at.strike('status', { statusText: shown }, { times: 2 });
    await runExtract(paid.at, at.request());
    expect(at.failures()).toEqual([]);
    await at.expectPaid([1]);
  });

  it.concurrent(
    'that says Created for longer than the time of doubt makes the job be enqueued again, which costs nothing',
    async () => {
      const at = paid.newCase('created for long');
      at.strike('status', { statusText: { Completed: 'Created' } }, { times: 6 });
      await runExtract(paid.at, at.request());
      const enqueues = paid.at.emulator
        .log()
        .filter(
          ({ operation, exportId }) =>
            operation === 'enqueue' && exportId === at.jobs()[0]!.exportId,
        );
      expect(enqueues.length).toBeGreaterThan(1);
      expect(at.jobs()).toHaveLength(1);
      await at.expectPaid([1]);
    },
  );

  it.concurrent(
    'that tells of no records is the end all the same: the header alone is published',
    async () => {
      const at = paid.newCase('no records');
      const { filter, ...rest } = at.request();
      const request = { ...rest, filter: { ...(filter as object), activityTypeIds: [999_999] } };
      const { windows } = await runExtract(paid.at, request);
      expect(windows).toMatchObject([{ records: 0, reused: false }]);
      expect(windows[0]!.bytes).toBeGreaterThan(0);
      await at.expectPaid([1]);
    },
  );

  it.concurrent.each<{ name: string; on: 'create' | 'enqueue' | 'status'; effect: FaultEffect }>([
    {
      name: 'a create that answers Failed',
      on: 'create',
      effect: { statusText: { Created: 'Failed' } },
    },
    {
      name: 'a create that answers no id',
      on: 'create',
      effect: { jobMembers: { exportId: null } },
    },
    {
      name: 'an enqueue that answers about another job',
      on: 'enqueue',
      effect: { jobMembers: { exportId: '00000000-0000-0000-0000-000000000000' } },
    },
    {
      name: 'an answer about another job',
      on: 'status',
      effect: { jobMembers: { exportId: '00000000-0000-0000-0000-000000000000' } },
    },
    {
      name: 'an answer with members of another type',
      on: 'status',
      effect: { jobMembers: { fileSize: 'many' } },
    },
  ])('of $name is not gone by: one job is paid, once', async ({ name, on, effect }) => {
    const at = paid.newCase(`odd ${name}`);
    at.strike(on, effect);
    await runExtract(paid.at, at.request());
    await at.expectPaid([1]);
  });
});

describe('a job that ends at the moment of a cancel', () => {
  const paid = usePaidOnce({ atOnce: true });

  it.concurrent(
    'as Completed is left to the next run, which fetches the file without paying',
    async () => {
      const at = paid.newCase('completed at cancel');
      expect(await endedWhileCancelling(at, 'Completed')).toMatchObject([
        { outcome: 'alreadyCompleted', exportId: at.paidJobs()[0]!.exportId },
      ]);
      await at.expectPaid([1], { nothing: true });
      await runExtract(paid.at, at.request());
      await at.expectPaid([1]);
    },
  );

  it.concurrent('as Failed leaves the window free: the next run buys it anew', async () => {
    const at = paid.newCase('failed at cancel');
    expect(await endedWhileCancelling(at, 'Failed')).toMatchObject([{ outcome: 'alreadyEnded' }]);
    await at.expectPaid([1], { nothing: true });
    await runExtract(paid.at, at.request());
    await at.expectPaid([2]);
  });

  /** The job ends after the cancel's call has arrived and before Marketo acts upon it. */
  async function endedWhileCancelling(at: PaidCase, state: 'Completed' | 'Failed') {
    at.strike('job', STUCK);
    at.strike('cancel', { delayMs: 1_000 });
    const run = await startExtract(paid.at, at.request());
    const { status } = await windowWhere(
      paid.at.client,
      run.workflowId,
      'processing',
      ({ jobState }) => jobState === 'Processing',
    );
    await run.cancel();
    await eventually('the cancel is under way', () =>
      paid.at.emulator
        .log()
        .some((call) => call.operation === 'cancel' && call.path.includes(status.exportId!))
        ? true
        : undefined,
    );
    await paid.at.emulator.setJobState(status.exportId!, state, 'Broke down');
    await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    return cancellationMemo(paid.at.client, run.workflowId);
  }
});
