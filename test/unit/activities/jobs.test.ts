import { CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { EmulatorOptions, FaultRule } from '../../../src/emulator/index.ts';
import type { JobInput, JobOutcome } from '../../../src/interface/steps.ts';
import { sentCall } from '../../support/sent-call.ts';
import {
  calls,
  claimedJob,
  completedJob,
  createdJob,
  failureOf,
  openWorkbench,
  OTHER_OWNER,
  OWNER,
  refusal,
  rejectionOf,
  WINDOW,
  type Workbench,
} from './workbench.ts';

/** From the emulator's 12:00Z to 06:05Z. */
const UNTIL_RESET_MS = 18 * 3_600_000 + 5 * 60_000;
const QUOTA_USED: EmulatorOptions = {
  quotaBytes: 1_000_000,
  environment: { otherTools: { quotaBytes: 1_000_000 } },
};

const QUEUE_FULL = { otherTools: { queued: 10 } };

describe('createJob', () => {
  it('creates one job over the window, as the request says, and does not enqueue it', async () => {
    const bench = await openWorkbench({
      request: {
        filter: { createdAt: WINDOW, activityTypeIds: [12, 1] },
        format: 'TSV',
        fields: ['leadId', 'marketoGUID'],
        columnHeaderNames: { leadId: 'lead' },
      },
    });
    const { exportId } = await createdJob(bench);
    expect(bench.emulator.jobs()).toEqual([
      expect.objectContaining({
        exportId,
        state: 'Created',
        ...WINDOW,
        activityTypeIds: [1, 12],
        format: 'TSV',
      }),
    ]);
  });

  it('sends no list that is empty, which would filter everything away', async () => {
    const bench = await openWorkbench();
    await createdJob(bench);
    expect(bench.emulator.jobs()[0]?.activityTypeIds).toBeNull();
  });

  it.each<[string, EmulatorOptions, string]>([
    ['quotaExhausted', QUOTA_USED, 'Export daily quota 1MB exceeded.'],
    [
      'callsExhausted',
      { faults: [refusal('create', '607', 'Daily quota reached')] },
      'Daily quota',
    ],
  ])(
    'answers %s with the wait until the reset and Marketo’s words',
    async (answer, emulator, words) => {
      const { activities, perform, run } = await openWorkbench({ emulator });
      expect(await perform(activities.createJob, { run, window: WINDOW, owner: OWNER })).toEqual({
        answer,
        waitMs: UNTIL_RESET_MS,
        message: expect.stringContaining(words) as string,
      });
    },
  );

  it.each<[string, FaultRule, object]>([
    [
      'access denied',
      refusal('create', '603'),
      { type: 'MarketoAccessDenied', nonRetryable: true },
    ],
    ['a refused filter', refusal('create', '1035'), { type: 'MarketoRefused', nonRetryable: true }],
    ['a hiccup', refusal('create', '611'), { type: 'MarketoUnavailable', nonRetryable: false }],
    [
      'no answer',
      { on: 'create', do: { dropAnswer: true } },
      { type: 'MarketoUnavailable', nonRetryable: false },
    ],
    [
      'success without a job',
      { on: 'create', do: { noResult: true } },
      { type: 'MarketoUnavailable', nonRetryable: false },
    ],
  ])('fails with %s', async (_what, rule, expected) => {
    const { activities, perform, run } = await openWorkbench({ emulator: { faults: [rule] } });
    const input = { run, window: WINDOW, owner: OWNER };
    expect(await failureOf(perform(activities.createJob, input))).toMatchObject(expected);
  });

  it('fails at once with wrong credentials, and keeps them to itself', async () => {
    const clientSecret = 'a-secret-that-is-wrong';
    const { activities, perform, run } = await openWorkbench({ clientSecret });
    const input = { run, window: WINDOW, owner: OWNER };
    const failure = await failureOf(perform(activities.createJob, input));
    expect(failure).toMatchObject({ type: 'MarketoCredentials', nonRetryable: true });
    expect(failure.message).not.toContain(clientSecret);
  });
});

/** Runs until the call is sent, cancels, and lets the call end. */
async function cancelDuring<Output>(
  bench: Workbench,
  operation: 'create' | 'enqueue',
  begin: (attempt: ReturnType<Workbench['attempt']>) => Promise<Output>,
): Promise<Output> {
  const attempt = bench.attempt();
  const sent = sentCall(`/${operation}.json`);
  const running = begin(attempt);
  await sent;
  attempt.cancel();
  return running;
}

describe('a cancel that comes while a call is under way', () => {
  it('lets create end: the id of the job that it made is not lost', async () => {
    const bench = await openWorkbench();
    const input = { run: bench.run, window: WINDOW, owner: OWNER };
    const answer = await cancelDuring(bench, 'create', (attempt) =>
      attempt.run(bench.activities.createJob, input),
    );
    expect(answer).toEqual({ answer: 'created', exportId: bench.emulator.jobs()[0]?.exportId });
  });

  it('lets enqueue end: its outcome is known', async () => {
    const bench = await openWorkbench();
    const input = await claimedJob(bench);
    const answer = await cancelDuring(bench, 'enqueue', (attempt) =>
      attempt.run(bench.activities.enqueueJob, input),
    );
    expect(answer).toEqual({ answer: 'queued' });
    expect(bench.emulator.acceptedEnqueues()).toHaveLength(1);
  });
});

describe('a cancel that comes first', () => {
  it.each(['createJob', 'enqueueJob'] as const)('keeps %s from calling Marketo', async (name) => {
    const bench = await openWorkbench();
    const input = await claimedJob(bench);
    const before = bench.emulator.log().length;
    const attempt = bench.attempt();
    attempt.cancel();
    const activity: (job: typeof input) => Promise<unknown> = bench.activities[name];
    expect(await rejectionOf(attempt.run(activity, input))).toBeInstanceOf(CancelledFailure);
    expect(bench.emulator.log()).toHaveLength(before);
  });
});

describe('enqueueJob', () => {
  it('answers "queued", and again when an earlier answer was lost, but pays once', async () => {
    const bench = await openWorkbench();
    const input = await claimedJob(bench);
    const { activities, perform } = bench;
    bench.emulator.addFaults({ on: 'enqueue', times: 1, do: { dropAnswer: true } });
    expect(await failureOf(perform(activities.enqueueJob, input))).toMatchObject({
      type: 'MarketoUnavailable',
      nonRetryable: false,
    });
    expect(await perform(activities.enqueueJob, input)).toEqual({ answer: 'queued' });
    expect(await perform(activities.enqueueJob, input)).toEqual({ answer: 'queued' });
    expect(bench.emulator.acceptedEnqueues()).toMatchObject([{ acceptedEnqueues: 1 }]);
  });

  it('answers "queueFull" in Marketo’s words while ten jobs are queued', async () => {
    const bench = await openWorkbench({ emulator: { environment: QUEUE_FULL } });
    const input = await claimedJob(bench);
    expect(await bench.perform(bench.activities.enqueueJob, input)).toEqual({
      answer: 'queueFull',
      message: expect.stringContaining('Too many jobs in queue') as string,
    });
  });

  it('answers "quotaExhausted" with the wait when the volume was used up after create', async () => {
    const bench = await openWorkbench({ emulator: { quotaBytes: 1_000_000 } });
    const input = await claimedJob(bench);
    bench.emulator.setEnvironment({ otherTools: { quotaBytes: 1_000_000 } });
    expect(await bench.perform(bench.activities.enqueueJob, input)).toMatchObject({
      answer: 'quotaExhausted',
      waitMs: UNTIL_RESET_MS,
    });
  });

  it.each<[string, string, string, string]>([
    ['a 1029 of unknown text', '1029', 'Something new about jobs', 'queueFull'],
    ['the quota as the page words it', '1029', 'Export daily quota exceeded', 'quotaExhausted'],
    ['the day’s calls', '607', 'Daily quota reached', 'callsExhausted'],
    ['1003', '1003', 'Job is Cancelled', 'gone'],
    ['610', '610', 'Requested resource not found', 'gone'],
    ['1013', '1013', 'Object not found', 'gone'],
  ])('takes %s (%s "%s") for %s, and shows it', async (_what, code, words, answer) => {
    const bench = await openWorkbench({ emulator: { faults: [refusal('enqueue', code, words)] } });
    const input = await claimedJob(bench);
    expect(await bench.perform(bench.activities.enqueueJob, input)).toMatchObject({
      answer,
      message: expect.stringContaining(words) as string,
    });
  });

  it('answers "gone" for a job that was cancelled at Marketo', async () => {
    const bench = await openWorkbench();
    const input = await claimedJob(bench);
    await bench.emulator.setJobState(input.exportId, 'Cancelled');
    expect(await bench.perform(bench.activities.enqueueJob, input)).toMatchObject({
      answer: 'gone',
    });
  });

  it.each<[string, (bench: Workbench, input: JobInput) => Promise<unknown>]>([
    ['was never written', () => Promise.resolve()],
    [
      'was given up',
      async (bench, input) => {
        await claim(bench, input, 0);
        return bench.perform(bench.activities.releaseClaim, { ...input, after: 1, reason: 'no' });
      },
    ],
    [
      'is another run’s by now',
      async (bench, input) => {
        await claim(bench, input, 0);
        return claim(bench, { ...input, owner: OTHER_OWNER }, 1);
      },
    ],
    [
      'names another job by now',
      async (bench, input) => {
        await claim(bench, input, 0);
        await bench.perform(bench.activities.releaseClaim, { ...input, after: 1, reason: 'no' });
        return claim(bench, { ...input, exportId: 'job-2' }, 2);
      },
    ],
  ])('buys nothing by a claim that %s, and answers "moved"', async (_what, change) => {
    const bench = await openWorkbench();
    const input = await createdJob(bench);
    await change(bench, input);
    expect(await bench.perform(bench.activities.enqueueJob, input)).toEqual({ answer: 'moved' });
    expect(calls(bench, 'enqueue')).toEqual([]);
  });

  function claim({ activities, perform }: Workbench, input: JobInput, after: number) {
    return perform(activities.claimWindow, { ...input, after, inherits: false });
  }
});

describe('a window whose run is closed or being cancelled', () => {
  it.each(['createJob', 'enqueueJob'] as const)('has nothing bought for it by %s', async (name) => {
    let ending = false;
    const isEnding = () => Promise.resolve(ending);
    const bench = await openWorkbench({ change: ({ runs }) => ({ runs: { ...runs, isEnding } }) });
    const input = await claimedJob(bench);
    ending = true;
    const before = bench.emulator.log().length;
    const activity: (job: JobInput) => Promise<unknown> = bench.activities[name];
    expect(await failureOf(bench.perform(activity, input))).toMatchObject({
      type: 'WindowCancelled',
      nonRetryable: true,
      message: expect.stringContaining(OWNER.workflowId) as string,
    });
    expect(bench.emulator.log()).toHaveLength(before);
  });
});

describe('jobStatus', () => {
  it('answers the job with Marketo’s clock', async () => {
    const bench = await openWorkbench();
    const { input, job, fileSize } = await completedJob(bench);
    const nowMs = Math.floor(bench.emulator.clock.nowMs() / 1000) * 1000;
    expect(await bench.perform(bench.activities.jobStatus, input)).toEqual({
      answer: 'job',
      job,
      nowMs,
    });
    expect(job).toMatchObject({ state: 'Completed', fileSize, exportId: input.exportId });
  });

  it.each(['null', 'omitted'] as const)(
    'takes members that are %s for absent',
    async (absentMembers) => {
      const bench = await openWorkbench({ emulator: { switches: { absentMembers } } });
      const input = await createdJob(bench);
      const answer = await bench.perform(bench.activities.jobStatus, input);
      expect(answer).toMatchObject({
        answer: 'job',
        job: { state: 'Created', stateText: 'Created' },
      });
      expect(answer).not.toHaveProperty('job.fileSize');
    },
  );

  it.each([
    ['Canceled', 'Cancelled'],
    ['completed', 'Completed'],
    ['Archived', 'Unknown'],
    ['Completed with errors', 'Unknown'],
  ])('reads %s as %s', async (status, state) => {
    const bench = await openWorkbench();
    const input = await createdJob(bench);
    bench.emulator.addFaults({ on: 'status', do: { jobMembers: { status } } });
    expect(await bench.perform(bench.activities.jobStatus, input)).toMatchObject({
      job: { state, stateText: status },
    });
  });

  it.each(['610', '1003', '1013'] as const)(
    'answers "gone" for an unknown job by %s',
    async (code) => {
      const bench = await openWorkbench({ emulator: { switches: { unknownJobCode: code } } });
      const input = { ...(await createdJob(bench)), exportId: 'no-such-job' };
      expect(await bench.perform(bench.activities.jobStatus, input)).toMatchObject({
        answer: 'gone',
        message: expect.stringContaining(code) as string,
      });
    },
  );

  it('answers "callsExhausted" when the day’s calls are used up', async () => {
    const bench = await openWorkbench();
    const input = await createdJob(bench);
    bench.emulator.addFaults(refusal('status', '607', 'Daily quota reached'));
    expect(await bench.perform(bench.activities.jobStatus, input)).toMatchObject({
      answer: 'callsExhausted',
      waitMs: UNTIL_RESET_MS,
    });
  });

  it('waits for somebody when credentials stop working, for the job is paid', async () => {
    const bench = await openWorkbench();
    const input = await createdJob(bench);
    bench.emulator.addFaults(refusal('status', '603', 'Access denied'));
    expect(await failureOf(bench.perform(bench.activities.jobStatus, input))).toMatchObject({
      type: 'MarketoAccessDenied',
      nonRetryable: false,
      nextRetryDelay: 30_000,
    });
  });

  it('ends with the cancellation while Marketo is silent', async () => {
    const bench = await openWorkbench();
    const input = await createdJob(bench);
    bench.emulator.addFaults({ on: 'status', do: { delayMs: 5_000 } });
    const attempt = bench.attempt();
    const sent = sentCall('/status.json');
    const running = rejectionOf(attempt.run(bench.activities.jobStatus, input));
    await sent;
    attempt.cancel();
    expect(await running).toBe(attempt.cancellation);
  });
});

describe('cancelJob', () => {
  const held = (hold: object): EmulatorOptions => ({ environment: { hold } });
  const enqueue = async ({ activities, perform }: Workbench, input: JobInput) =>
    perform(activities.enqueueJob, input);

  it.each<[string, EmulatorOptions, boolean]>([
    ['Created', {}, false],
    ['Queued', held({ queued: true }), true],
    ['Processing', held({ processing: true }), true],
  ])('cancels a job that is %s', async (state, emulator, enqueued) => {
    const bench = await openWorkbench({ emulator });
    const input = await claimedJob(bench);
    if (enqueued) await enqueue(bench, input);
    expect(bench.emulator.jobs()[0]?.state).toBe(state);
    const { activities, perform } = bench;
    expect(await perform(activities.cancelJob, input)).toEqual({
      answer: 'outcome',
      outcome: 'cancelled',
    });
    expect(bench.emulator.jobs()[0]?.state).toBe('Cancelled');
    expect(await perform(activities.cancelJob, input)).toEqual({
      answer: 'outcome',
      outcome: 'cancelled',
    });
  });

  it.each(['refused', 'success'] as const)(
    'says that a Completed job’s quota is spent, when a cancel of it is a %s',
    async (cancelOfTerminal) => {
      const bench = await openWorkbench({ emulator: { switches: { cancelOfTerminal } } });
      const { input } = await completedJob(bench);
      expect(await bench.perform(bench.activities.cancelJob, input)).toEqual({
        answer: 'outcome',
        outcome: 'alreadyCompleted',
        reason: expect.stringContaining('quota is spent') as string,
      });
    },
  );

  it.each(['refused', 'success'] as const)(
    'tells why a Failed job had failed, when a cancel of it is a %s',
    async (cancelOfTerminal) => {
      const bench = await openWorkbench({ emulator: { switches: { cancelOfTerminal } } });
      const input = await createdJob(bench);
      await bench.emulator.setJobState(input.exportId, 'Failed', 'out of luck');
      expect(await bench.perform(bench.activities.cancelJob, input)).toEqual({
        answer: 'outcome',
        outcome: 'alreadyEnded',
        reason: 'out of luck',
      });
    },
  );

  it('takes a job that Marketo does not know for alive: that may pass', async () => {
    const bench = await openWorkbench();
    const input = { ...(await createdJob(bench)), exportId: 'no-such-job' };
    expect(await bench.perform(bench.activities.cancelJob, input)).toMatchObject({
      outcome: 'notCancelled',
      reason: expect.stringContaining('claim is kept') as string,
    });
  });

  it.each<[string, readonly string[], JobOutcome['outcome'], number]>([
    ['the job stays as it is', [], 'notCancelled', 3],
    [
      'it shows Completed at the second refresh',
      ['Processing', 'Processing', 'Completed'],
      'alreadyCompleted',
      3,
    ],
    ['it shows Canceled at the first refresh', ['Processing', 'Canceled'], 'cancelled', 2],
    ['it shows Failed at once', ['Failed'], 'alreadyEnded', 1],
    ['it shows a word that nobody knows', ['Archived', 'Archived', 'Archived'], 'notCancelled', 3],
  ])('reads the status after a refused cancel: %s', async (_what, shown, outcome, reads) => {
    const bench = await openWorkbench({ emulator: held({ processing: true }) });
    const input = await claimedJob(bench);
    await enqueue(bench, input);
    bench.emulator.addFaults(
      refusal('cancel', '1003', 'Not now'),
      ...shown.map((status, at): FaultRule => ({
        on: 'status',
        after: at,
        times: 1,
        do: { jobMembers: { status } },
      })),
    );
    const answer = await bench.perform(bench.activities.cancelJob, input);
    if (answer.answer !== 'outcome') throw new Error(answer.message);
    expect(answer.outcome).toBe(outcome);
    expect(calls(bench, 'status')).toHaveLength(reads);
    if (outcome === 'notCancelled') {
      expect(answer.reason).toContain('Not now');
      expect(answer.reason).toContain(shown.at(-1) ?? 'Processing');
    }
  });

  it.each<[string, FaultRule, string]>([
    ['an outage', { on: 'cancel', do: { httpStatus: 503 } }, 'MarketoUnavailable'],
    ['an answer that never came', { on: 'cancel', do: { dropAnswer: true } }, 'MarketoUnavailable'],
    ['too many calls', refusal('cancel', '606'), 'MarketoBusy'],
    ['credentials that stopped working', refusal('cancel', '603'), 'MarketoAccessDenied'],
  ])('fails retryably on %s, for the job may be running', async (_what, rule, type) => {
    const bench = await openWorkbench();
    const input = await createdJob(bench);
    bench.emulator.addFaults(rule);
    expect(await failureOf(bench.perform(bench.activities.cancelJob, input))).toMatchObject({
      type,
      nonRetryable: false,
    });
  });
});
