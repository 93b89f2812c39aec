import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/store/store-error.ts';
import {
  letGo,
  type PaidCase,
  PHASES,
  reach,
  type Step,
  usePaidOnce,
} from '../support/paid-once.ts';
import { runExtract, startExtract } from '../support/requests.ts';
import { retryNow, waitsFor } from '../support/visible-wait.ts';

describe('a step whose answer is lost after its effect is taken again without paying again', () => {
  const paid = usePaidOnce();

  /** Throws once for each of the steps, after it has done its work. */
  function loseAnswersOf(at: PaidCase, ...steps: readonly Step[]) {
    const lost = new Set<Step>();
    paid.interference.set(at.dataset, {
      after: (step) => {
        if (!steps.includes(step) || lost.has(step)) return;
        lost.add(step);
        throw new Error(`the answer of ${step} is lost`);
      },
    });
    return lost;
  }

  it.concurrent.each<Step>([
    'planWindows',
    'findWindow',
    'createJob',
    'claimWindow',
    'enqueueJob',
    'jobStatus',
    'downloadFile',
    'verifyFile',
    'publishFile',
  ])('%s', async (step) => {
    const at = paid.newCase(`lost ${step}`);
    const lost = loseAnswersOf(at, step);
    const result = await runExtract(paid.at, at.request());
    expect([...lost]).toEqual([step]);
    expect(result.windows).toHaveLength(1);
    await at.expectPaid([1]);
    const again = await runExtract(paid.at, at.request());
    expect(again.windows).toEqual(result.windows.map((window) => ({ ...window, reused: true })));
    await at.expectPaid([1]);
  });

  it.concurrent('every one of them in one run', async () => {
    const at = paid.newCase('lost all');
    const steps: Step[] = ['createJob', 'claimWindow', 'enqueueJob', 'downloadFile', 'publishFile'];
    const lost = loseAnswersOf(at, ...steps);
    await runExtract(paid.at, at.request());
    expect([...lost]).toEqual(steps);
    await at.expectPaid([1]);
  });

  it('claimWindow, of a run that takes over the job of another', async () => {
    const at = paid.newCase('lost take-over');
    PHASES.processing.arrange(paid, at);
    const first = await startExtract(paid.at, at.request());
    const { status } = await reach(paid, at, first.workflowId, PHASES.processing);
    await first.terminate('by a test');
    const lost = loseAnswersOf(at, 'claimWindow');
    const second = await startExtract(paid.at, at.request());
    await reach(paid, at, second.workflowId, PHASES.processing);
    expect([...lost]).toEqual(['claimWindow']);
    letGo(paid, at);
    expect(await second.result()).toMatchObject({ windows: [{ exportId: status.exportId }] });
    await at.expectPaid([1]);
  });

  it('cancelJob, releaseClaim and discardStaged of a cancelled run: the window is free again', async () => {
    const at = paid.newCase('lost cancel');
    PHASES.processing.arrange(paid, at);
    const lost = loseAnswersOf(at, 'cancelJob', 'releaseClaim', 'discardStaged');
    const run = await startExtract(paid.at, at.request());
    await reach(paid, at, run.workflowId, PHASES.processing);
    await run.cancel();
    await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect([...lost]).toEqual(['cancelJob', 'releaseClaim', 'discardStaged']);
    expect(at.paidJobs()).toMatchObject([{ state: 'Cancelled' }]);
    await at.expectPaid([1], { nothing: true });
    letGo(paid, at);
    await runExtract(paid.at, at.request());
    await at.expectPaid([2]); // the first one was cancelled
  });

  it.each(['append', 'publishStage'] as const)(
    'and a store that is full at %s is waited for, visibly, then gone on with',
    async (what) => {
      const at = paid.newCase(`full ${what}`);
      let full = true;
      paid.interference.set(at.dataset, {
        beforeBytes: (done) => {
          if (full && done === what) throw noSpace();
        },
      });
      const run = await startExtract(paid.at, at.request());
      const waiting = await waitsFor(paid.at.client, run.workflowId, /no space left/i);
      full = false;
      await retryNow(paid.at.client, waiting);
      expect((await run.result()).windows).toMatchObject([{ reused: false }]);
      await at.expectPaid([1]);
    },
  );

  it('and credentials revoked after the enqueue are waited for, visibly, then gone on with', async () => {
    const at = paid.newCase('revoked');
    PHASES.processing.arrange(paid, at);
    const run = await startExtract(paid.at, at.request());
    await reach(paid, at, run.workflowId, PHASES.processing);
    paid.at.emulator.addFaults({ on: 'identity', do: { httpStatus: 401 } });
    paid.at.emulator.expireTokens();
    const waiting = await waitsFor(paid.at.client, run.workflowId, /client id and secret/i);
    expect(waiting.type).toBe('MarketoCredentials');
    letGo(paid, at);
    await retryNow(paid.at.client, waiting);
    expect((await run.result()).windows).toMatchObject([{ reused: false }]);
    await at.expectPaid([1]);
  });
});

function noSpace(): StoreError {
  return new StoreError('Could not write: there is no space left (ENOSPC).', {
    code: 'ENOSPC',
    path: 'a',
    retryable: true,
  });
}
