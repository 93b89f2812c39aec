/** Completion: what may stand where, and the scripts in the shells that they are for. */
import { spawnSync } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candidatesFor } from '../../src/cli/completion/candidates.ts';
import { completionScript, type Shell } from '../../src/cli/completion/scripts.ts';
import { nodeArguments } from '../support/compiled-sources.ts';
import { wholeProgram } from '../support/every-command.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const program = await wholeProgram();

it.each([
  { line: 'sta', values: ['start', 'status'] },
  { line: 'schedule a', values: ['apply'] },
  { line: 'jobs ', values: ['list', 'show', 'cancel', 'fetch'] },
  { line: 'start --dr', values: ['--dry-run'] },
  { line: 'start --dry-run --dr', values: [] },
  { line: 'start --output ', values: ['text', 'json'] },
  { line: 'start -o j', values: ['json'] },
  { line: 'start --output = j', values: ['json'] },
  { line: 'start --dataset st', values: [] },
  { line: 'start --wait --fil', values: ['--file'] },
  { line: 'schedule trigger nightly --overlap BUFFER_', values: ['BUFFER_ONE', 'BUFFER_ALL'] },
  { line: 'completion ', values: ['bash', 'zsh', 'fish'] },
  { line: 'emulator --se', values: ['--seed'] },
  { line: 'status ', values: [] },
])('$line is completed by $values', ({ line, values }) => {
  const found = candidatesFor(program, line.split(' '));
  expect(found.values.map(({ value }) => value)).toEqual(values);
  expect(found.files).toBe(false);
});

it.each(['start --file ', 'schedule apply -f req', 'emulator --faults '])(
  '%s is completed by file names',
  (line) => {
    expect(candidatesFor(program, line.split(' '))).toEqual({ values: [], files: true });
  },
);

/** How a shell is made to complete a line, and to print what it would offer. */
const ASK: Readonly<Record<Shell, (script: string, words: readonly string[]) => string>> = {
  bash: (script, words) =>
    `source ${script}; COMP_WORDS=(${words.map(quoted).join(' ')}); COMP_CWORD=${words.length - 1}; ` +
    '_marketo_extract; printf "%s\\n" "${COMPREPLY[@]}"',
  // Its own widgets need a terminal: what is handed to them is printed instead.
  zsh: (script, words) =>
    `compdef() { : }; _files() { print FILES }; _describe() { print -l \${(P)2} }; source ${script}; ` +
    `words=(${words.map(quoted).join(' ')}); CURRENT=${words.length}; _marketo_extract`,
  fish: (script, words) => `source ${script}; complete -C ${quoted(words.join(' '))}`,
};

describe.each(['bash', 'zsh', 'fish'] as const)('%s', (shell) => {
  const there = spawnSync(shell, ['-c', 'exit 0']).status === 0;
  const missing = `${shell} is not installed here: its completion was not run`;
  if (!there) console.warn(missing);

  // With CI set its absence is a failure: `.ci/install-programs` brings it.
  it.skipIf(!there && process.env.CI !== 'true')(
    'offers what the program says, by its script',
    async () => {
      const { out, code } = await runInProcess(['completion', shell]);
      expect({ code, out }).toEqual({ code: 0, out: completionScript(shell) });
      const script = join(folder.path, `completion.${shell}`);
      await writeFile(script, out);
      const ask = ASK[shell](script, ['marketo-extract', 'schedule', 'un']);
      const run = spawnSync(shell, ['-c', ask], { env, encoding: 'utf8', timeout: 60_000 });
      expect(run.stdout.trim().split(/[\t:\n]/)[0], run.stderr).toBe('unpause');
    },
  );
});

let folder: TemporaryFolder;
let env: NodeJS.ProcessEnv;

/** The program under its name, as it is on the PATH once it is installed. */
beforeAll(async () => {
  folder = await makeTemporaryFolder();
  const node = [process.execPath, ...nodeArguments('src/starter.ts')];
  const command = join(folder.path, 'marketo-extract');
  await writeFile(command, `#!/bin/sh\nexec ${node.map(quoted).join(' ')} "$@"\n`);
  await chmod(command, 0o755);
  env = { ...process.env, HOME: folder.path, PATH: `${folder.path}:${process.env.PATH ?? ''}` };
});

afterAll(() => folder.remove());

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
