import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fencedBlocks } from '../../support/fenced-blocks.ts';
import { openMarketoCli } from '../cli/marketo-cli.ts';

const page = readFileSync(new URL('../../../docs/jobs.md', import.meta.url), 'utf8');
const EXAMPLE_ID = '0a1b2c3d-0000-4000-8000-000000000001';
const PREFIX = 'npm start -- ';

const commands = fencedBlocks(page)
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text }) => text.trim().split('\n'));

it('docs/jobs.md has a command for each of jobs, quota and types', () => {
  const named = commands.map((command) => command.replace(PREFIX, '').split(' -')[0] ?? '');
  const verbs = new Set(named.map((name) => name.replace(` ${EXAMPLE_ID}`, '')));
  expect([...verbs].sort()).toEqual(
    ['jobs cancel', 'jobs fetch', 'jobs list', 'jobs show', 'quota', 'types'].sort(),
  );
});

it.each(commands)('docs/jobs.md: %s', async (command) => {
  expect(command.startsWith(PREFIX)).toBe(true);
  const waiting = /jobs cancel|Queued/.test(command);
  const cli = await openMarketoCli(waiting ? { environment: { hold: { queued: true } } } : {});
  const { exportId } = await cli.job();
  const args = command
    .slice(PREFIX.length)
    .replace(EXAMPLE_ID, exportId)
    .split(' ')
    .map((word) => (word === 'activities.csv' ? join(cli.folder, word) : word));
  const { code, out } = await cli.run(args);
  expect(code).toBe(0);
  expect(out).not.toBe('');
});

it('docs/jobs.md shows what quota prints, but for the figures', async () => {
  const cli = await openMarketoCli();
  const { out } = await cli.run(['quota']);
  const shown = fencedBlocks(page).find(({ text }) => text.startsWith('Instance default'));
  const plain = (text: string) => text.replaceAll(/[\d.]+ ?[kMG]?B?/g, '#').replaceAll(/ +/g, ' ');
  expect(plain(out)).toBe(plain(shown?.text ?? ''));
});
