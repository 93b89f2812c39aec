import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWord } from '../../../src/cli/context.ts';

it.each([
  'extract/default/web/20260101T000000Z_20260131T235959Z/8c146ea1',
  'nightly-2026-11-20T12:15:00Z',
])('a workflow id that a shell takes as it is stays as it is: %s', (id) => {
  expect(shellWord(id)).toBe(id);
});

it.each([`two words`, `it's "odd" & $HOME`, '`a`;b|c', 'ünï💥', '', '~', '#x'])(
  'any other is printed so that a shell reads it as it is: %s',
  (id) => {
    const read = execFileSync('sh', ['-c', `printf %s ${shellWord(id)}`], { encoding: 'utf8' });
    expect(read).toBe(id);
  },
);
