import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { EXIT } from '../../../src/cli/exit-code.ts';
import { commandReference } from '../../../src/cli/reference.ts';
import { everyCommand, wholeProgram } from '../../support/every-command.ts';
import { sectionOf } from '../../support/document-sections.ts';

const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');

it('docs/cli.md has the help of every command as it is printed: npm run generate', async () => {
  const [, generated = ''] = page.split(/<!-- (?:commands: generated|end of commands) -->/);
  expect(generated.trim()).toBe(commandReference(await wholeProgram()));
  for (const { path } of await everyCommand()) expect(generated).toContain(`### ${path}\n`);
});

it('docs/cli.md has a row for every exit code, and for no other', () => {
  const codes = [...sectionOf(page, 'Exit codes').matchAll(/^\| (\d+) /gm)].map(([, code]) => code);
  expect(codes).toEqual(Object.values(EXIT).map(String));
});
