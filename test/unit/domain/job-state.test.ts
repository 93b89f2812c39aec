import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTerminal, parseJobState } from '../../../src/domain/job-state.ts';

const KNOWN = ['Created', 'Queued', 'Processing', 'Completed', 'Failed', 'Cancelled'] as const;

describe('a state', () => {
  it.each(KNOWN)('%s is known in every case and with blanks around it', (state) => {
    const spellings = [state, state.toLowerCase(), state.toUpperCase(), ` ${state}\n`];
    expect(spellings.map(parseJobState)).toEqual(spellings.map(() => state));
  });

  // Contract §2.4: prose, samples, list filter and clients each write another one.
  it.each(['Cancelled', 'Canceled', 'cancelled', 'canceled', 'Cancel', 'CANCELED'])(
    '%s is cancelled',
    (word) => {
      expect(parseJobState(word)).toBe('Cancelled');
    },
  );

  it.each([
    ['Created', false],
    ['Queued', false],
    ['Processing', false],
    ['Completed', true],
    ['Failed', true],
    ['Cancelled', true],
    ['Unknown', false],
  ] as const)('%s will never change again: %s', (state, terminal) => {
    expect(isTerminal(state)).toBe(terminal);
  });
});

describe('a word that no document knows', () => {
  it.each([
    '',
    'null',
    'Done',
    'Complete',
    'Completing',
    'CompletedPartially',
    'Completed with errors',
    'Failedover',
    'Failing',
    'Incompleted',
    'QueuedAgain',
    'Сompleted', // a Cyrillic first letter
  ])('%j is unknown, hence not terminal', (word) => {
    expect(parseJobState(word)).toBe('Unknown');
    expect(isTerminal(parseJobState(word))).toBe(false);
  });

  it('never counts as terminal, also with a known one inside', () => {
    const letters = fc.stringMatching(/^[aeioxyz _-]{0,4}$/);
    const around = fc
      .tuple(letters, fc.constantFrom(...KNOWN), letters)
      .map(([before, known, after]) => `${before}${known}${after}`);
    const isSpelling = (word: string) =>
      KNOWN.some((known) => known.toLowerCase() === word.trim().toLowerCase()) ||
      word.trim().toLowerCase().startsWith('cancel');
    fc.assert(
      fc.property(fc.oneof(around, fc.string()), (word) => {
        fc.pre(!isSpelling(word));
        expect(isTerminal(parseJobState(word))).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});
