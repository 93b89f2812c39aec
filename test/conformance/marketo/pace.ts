/** Keeps calls well below Marketo's 100 in 20 seconds, which other programs need too. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Pace {
  /** Resolves when the next call may begin. */
  turn(): Promise<void>;
  /** After a refusal for too many calls: Marketo's whole window. */
  rest(): Promise<void>;
}

const WINDOW_MS = 20_000;

/** Time as a test can replace it. */
export interface Time {
  now(): number;
  sleep(ms: number): Promise<void>;
}

const REAL: Time = { now: Date.now, sleep };

/** At most `calls` begin in any 20 seconds; calls come one after the other. */
export function paced(calls: number, time: Time = REAL): Pace {
  const begun: number[] = [];
  return {
    turn: async () => {
      const oldest = begun.length < calls ? undefined : begun.shift();
      if (oldest !== undefined) await time.sleep(Math.max(0, oldest + WINDOW_MS - time.now()));
      begun.push(time.now());
    },
    rest: () => time.sleep(WINDOW_MS),
  };
}

/** For an emulator without limits. */
export const unpaced: Pace = { turn: () => Promise.resolve(), rest: () => Promise.resolve() };
