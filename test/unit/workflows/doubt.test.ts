import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JobOutcome, StatusAnswer } from '../../../src/interface/steps.ts';
import { FAILURE } from '../../../src/interface/names.ts';
import type { ExportJob } from '../../../src/marketo/types.ts';
import { doubted, lasts } from '../../../src/workflows/doubt.ts';
import { giveUpRefusedJob, giveUpStuckJob } from '../../../src/workflows/give-up-job.ts';
import { poll } from '../../../src/workflows/poll.ts';
import type { WindowRun } from '../../../src/workflows/window-run.ts';
import type { StateOf, WindowState } from '../../../src/workflows/window-state.ts';

const MINUTE_MS = 60_000;
const GONE = { answer: 'gone', message: '610' } as const;
const JOB = { exportId: 'job-1', state: 'Processing', stateText: 'Processing' } as const;
const ALIVE = { answer: 'job', nowMs: 0, job: JOB } as const;

const policy = {
  pollIntervalMs: MINUTE_MS,
  latePollIntervalMs: 5 * MINUTE_MS,
  doubtMs: 3 * MINUTE_MS,
  jobTimeoutMs: 1,
  unknownStateMs: 60 * MINUTE_MS,
};
const { unknownStateMs: _none, ...withoutLimit } = policy;

function polling(claim: Partial<StateOf<'poll'>['claim']> = {}): StateOf<'poll'> {
  return {
    phase: 'poll',
    budget: { replacements: 1, redownloads: 1 },
    claim: { exportId: JOB.exportId, generation: 1, own: true, adopted: false, ...claim },
    poll: { sinceMs: 0, yielded: false, gaveUp: false },
  };
}

/** What the steps use of a window's run, whose own constructor needs a workflow around it. */
function runWith(answers: {
  status?: () => StatusAnswer;
  cancel?: JobOutcome;
  limitless?: boolean;
}) {
  const released: string[] = [];
  const rules = answers.limitless === true ? withoutLimit : policy;
  const nothing = () => Promise.resolve();
  const activities = {
    jobStatus: () => Promise.resolve(answers.status?.()),
    cancelJob: () => Promise.resolve(answers.cancel),
    findWindow: () =>
      Promise.resolve({ answer: 'claimed', exportId: JOB.exportId, generation: 1, own: true }),
    releaseClaim: ({ reason }: { reason: string }) => {
      released.push(reason);
      return Promise.resolve({ released: true });
    },
    discardStaged: nothing,
  };
  const run = {
    input: { run: { policy: rules } },
    policy: rules,
    wait: nothing,
    waitOut: nothing,
    activities: { afterPaying: activities },
  };
  return { run: run as unknown as WindowRun, released };
}

function at(minutes: number): void {
  vi.setSystemTime(minutes * MINUTE_MS);
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

describe('a doubt', () => {
  it.each([
    { answersAt: [0, 1, 2], now: 3, lasting: true },
    { answersAt: [0, 1, 2], now: 2.9, lasting: false },
    { answersAt: [0], now: 10, lasting: false },
    { answersAt: [0, 2.9], now: 3, lasting: false },
    { answersAt: [0, 1, 2, 20, 21], now: 22, lasting: false },
  ])('of answers at $answersAt min lasts at $now min: $lasting', ({ answersAt, now, lasting }) => {
    const { run } = runWith({});
    let state = polling();
    for (const minutes of answersAt) {
      at(minutes);
      state = doubted(run, state, 'job');
    }
    at(now);
    expect(lasts(run, state.poll, 'job')).toBe(lasting);
  });

  it('of a run that follows another is settled by a status that shows the job', async () => {
    let answer: StatusAnswer = GONE;
    const { run, released } = runWith({ status: () => answer });
    let state = polling({ own: false, adopted: true });
    const follow = async (minutes: number, what: StatusAnswer) => {
      at(minutes);
      answer = what;
      const next = (await poll(run, state)) as StateOf<'look'>;
      state = { ...state, ...next.known! };
    };
    for (const minutes of [0, 1, 2]) await follow(minutes, GONE);
    for (const minutes of [3, 4, 5]) await follow(minutes, ALIVE);
    // The owner has closed; the job is taken over with what is known of it.
    state = { ...state, claim: { ...state.claim, own: true, generation: 2 } };
    at(6);
    answer = GONE;
    await poll(run, state);
    expect(released).toEqual([]);
  });
});

describe('a job that Marketo would not cancel', () => {
  const refused: JobOutcome = { answer: 'outcome', outcome: 'notCancelled', reason: 'not now' };

  it.each<[string, (run: WindowRun) => Promise<WindowState>]>([
    ['is not enqueued', (run) => giveUpRefusedJob(run, polling(), '610')],
    ['is stuck', (run) => giveUpStuckJob(run, polling(), JOB)],
  ])('and that %s keeps its claim, and is looked at again', async (_what, giveUp) => {
    const { run, released } = runWith({ cancel: refused });
    expect(await giveUp(run)).toMatchObject({ phase: 'poll' });
    expect(released).toEqual([]);
  });
});

describe('a status in a word that no document knows', () => {
  const odd = { ...JOB, state: 'Unknown', stateText: 'Simmering' } as const;
  const status = (): StatusAnswer => ({ answer: 'job', nowMs: 0, job: odd });
  const cancelled: JobOutcome = { answer: 'outcome', outcome: 'cancelled' };
  const refused: JobOutcome = { answer: 'outcome', outcome: 'notCancelled', reason: 'not now' };

  /** Polls every five minutes as long as the window polls; answers what it did then, and when. */
  async function pollUntil(run: WindowRun, lastMinute: number) {
    let state: WindowState = polling();
    let minute = 0;
    for (; minute <= lastMinute && state.phase === 'poll'; minute += 5) {
      at(minute);
      state = await poll(run, state);
    }
    return { state, minute: minute - 5 };
  }

  it('ends when it has lasted for as long as a job may: the job is cancelled, then replaced', async () => {
    const { run, released } = runWith({ status, cancel: cancelled });
    const { state, minute } = await pollUntil(run, 120);
    expect([state.phase, minute]).toEqual(['look', 60]);
    expect(state.budget.replacements).toBe(0);
    expect(released).toEqual([expect.stringContaining('Simmering')]);
  });

  it('is counted from the first such word, not from the start of the job', async () => {
    let job: ExportJob = JOB;
    const { run } = runWith({
      status: () => ({ answer: 'job', nowMs: 0, job }),
      cancel: cancelled,
    });
    const before = await pollUntil(run, 90);
    job = odd;
    at(95);
    expect(await poll(run, before.state as StateOf<'poll'>)).toMatchObject({ phase: 'poll' });
  });

  it('and of a job that Marketo does not cancel fails the window, with the claim kept', async () => {
    const { run, released } = runWith({ status, cancel: refused });
    await expect(pollUntil(run, 120)).rejects.toMatchObject({
      type: FAILURE.jobStuck,
      nonRetryable: true,
      message: expect.stringMatching(/Simmering.*not now.*claim is kept/) as string,
    });
    expect(released).toEqual([]);
  });

  it('is waited for without end by a run of an earlier version, whose history says so', async () => {
    const { run } = runWith({ status, cancel: cancelled, limitless: true });
    expect((await pollUntil(run, 300)).state.phase).toBe('poll');
  });
});
