/** The commands of docs/backfill.md, in the page's order and with its request, on a run that is under way. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { install, type Installation } from '../support/extraction.ts';
import { fencedBlocks } from '../support/fenced-blocks.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { temporalAddress } from '../support/temporal-server.ts';
import { windowWhere } from '../support/windows.ts';

const page = await readFile(new URL('../../docs/backfill.md', import.meta.url), 'utf8');
const blocks = fencedBlocks(page);
const request = blocks.find(({ language }) => language === 'json')?.text ?? '';
const commands = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text }) => text.trim().split('\n'))
  .filter((command) => command.startsWith('npm start -- '));

let at: Installation;
beforeAll(async () => {
  at = await install();
  at.emulator.setEnvironment({ hold: { queued: true } }); // so that the run lasts
  await writeFile(join(at.folder, 'backfill.json'), request);
});
afterAll(() => at[Symbol.asyncDispose]());

/** As a shell takes it, with the file of the page in a folder and the id that `start` printed. */
async function run(command: string, workflowId: string) {
  const words = command.replace('<workflow id>', workflowId).match(/"[^"]*"|\S+/g) ?? [];
  const [, , , ...args] = words
    .map((word) => word.replaceAll('"', ''))
    .map((word) => (word === 'backfill.json' ? join(at.folder, word) : word));
  const { code, out, err } = await runInProcess(args, {
    ...at.env,
    TEMPORAL_ADDRESS: temporalAddress(),
  });
  expect({ code, err }, command).toEqual({ code: 0, err: '' });
  return out;
}

/** What each command of the page says, in order. */
const EXPECTED: readonly RegExp[] = [
  /730 windows/,
  /^Started: extract\/default\/history\//,
  / 730 windows/,
  /^Asked .* to pause/,
  /to go on/,
  /\b3\b/,
];

it('docs/backfill.md shows commands that do what it says, in this order', async () => {
  expect(commands).toHaveLength(EXPECTED.length);
  let workflowId = '';
  for (const [index, command] of commands.entries()) {
    const said = await run(command, workflowId);
    expect(said, command).toMatch(EXPECTED[index]!);
    const started = /^Started: (\S+)/.exec(said)?.[1];
    if (started === undefined) continue;
    workflowId = started;
    const waiting = ({ jobState }: { jobState?: string }) => jobState === 'Queued';
    await windowWhere(at.client, workflowId, 'queued', waiting);
  }
  const newest = at.emulator.jobs()[0];
  expect(newest?.startAt).toContain('2026-10-31'); // the newest day first
  await at.client.workflow.getHandle(workflowId).terminate('by the test');
});
