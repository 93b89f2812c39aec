import { expect, it } from 'vitest';
import { CommandLineError, readCommandLine } from '../../../bench/framework/command-line.ts';

const KNOWN = ['transfer', 'verify', 'memory'];

it('without flags every bench runs, with its own rounds', () => {
  expect(readCommandLine([], KNOWN)).toEqual({ names: KNOWN, smoke: false });
});

it('--only may be repeated, and the order stays that of the registry', () => {
  const args = ['--only', 'memory', '--only', 'transfer', '--rounds', '4', '--smoke'];
  expect(readCommandLine(args, KNOWN)).toEqual({
    names: ['transfer', 'memory'],
    smoke: true,
    rounds: 4,
  });
});

it.each<[string[], RegExp]>([
  [['--only', 'speed'], /No bench "speed"\. There are: transfer, verify, memory/],
  [['--rounds', '0'], /a whole number from 1 to 100, got "0"/],
  [['--rounds', 'many'], /got "many"/],
  [['--fast'], /Usage: npm run bench/],
  [['transfer'], /Usage: npm run bench/],
])('%j is refused with the reason', (args, words) => {
  expect(() => readCommandLine(args, KNOWN)).toThrow(words);
  expect(() => readCommandLine(args, KNOWN)).toThrow(CommandLineError);
});
