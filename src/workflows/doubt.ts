/** Answers that are acted upon only when they stay: the status lags by up to 60 s (contract §2.4), proxies hiccup. */
import type { WindowRun } from './window-run.ts';
import type { Doubt, PollFacts, StateOf } from './window-state.ts';

/** Poll intervals for which the same doubtful answer has to stay, however short the time of doubt is set, and answers. */
const LASTING_POLLS = 3;
/** Poll intervals without such an answer after which the doubt begins anew, and what the answers themselves may take. */
const BROKEN_POLLS = 2;
const ANSWER_MS = 60_000;

/**
 * By time, not by answers: `pollNow` may bring any number of answers within one hiccup of Marketo. And by answers too:
 * time that passed without any proves nothing.
 */
export function lasts(
  run: WindowRun,
  { doubt }: PollFacts,
  about: Doubt['about'],
  longMs = run.policy.doubtMs,
): boolean {
  if (doubt === undefined || !goesOn(run, doubt, about)) return false;
  const { pollIntervalMs } = run.policy;
  const lasted = Date.now() - doubt.sinceMs >= Math.max(LASTING_POLLS * pollIntervalMs, longMs);
  return lasted && (doubt.answers ?? 1) >= LASTING_POLLS;
}

export function doubted(
  run: WindowRun,
  state: StateOf<'poll'>,
  about: Doubt['about'],
): StateOf<'poll'> {
  const { doubt } = state.poll;
  const nowMs = Date.now();
  const goingOn = doubt !== undefined && goesOn(run, doubt, about) ? doubt : undefined;
  const sinceMs = goingOn?.sinceMs ?? nowMs;
  const answers = (goingOn?.answers ?? 0) + 1;
  return { ...state, poll: { ...state.poll, doubt: { about, sinceMs, lastMs: nowMs, answers } } };
}

/** An answer that made sense settles whatever was doubted. */
export function withoutDoubt({ sinceMs, polls, yielded, gaveUp }: PollFacts): PollFacts {
  return { sinceMs, ...(polls === undefined ? {} : { polls }), yielded, gaveUp };
}

function goesOn({ policy }: WindowRun, doubt: Doubt, about: Doubt['about']): boolean {
  const { pollIntervalMs, latePollIntervalMs } = policy;
  // A job that is known is polled less often when it is late.
  const waitMs =
    about === 'enqueue' || about === 'word'
      ? Math.max(pollIntervalMs, latePollIntervalMs)
      : pollIntervalMs;
  const brokenMs = BROKEN_POLLS * waitMs + ANSWER_MS;
  return doubt.about === about && Date.now() - doubt.lastMs <= brokenMs;
}
