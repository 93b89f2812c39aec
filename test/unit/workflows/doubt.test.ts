import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JobOutcome, StatusAnswer } from '../../../src/interface/steps.ts';
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
};

function polling(claim: Partial<StateOf<'poll'>['claim']> = {}): StateOf<'poll'> {
  return {
    phase: 'poll',
    budget: { replacements: 1, redownloads: 1 },
    claim: { exportId: JOB.exportId, generation: 1, own: true, adopted: false, ...claim },
    poll: { sinceMs: 0, yielded: false, gaveUp: false },
  };
}

/** What the steps use of a window's run, whose own constructor needs a workflow around it. */
function runWith(answers: { status?: () => StatusAnswer; cancel?: JobOutcome }) {
  const released: string[] = [];
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
    input: { run: { policy } },
    policy,
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
