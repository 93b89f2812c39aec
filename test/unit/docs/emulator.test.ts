/** docs/emulator.md is held to the code: switches, faults, recipes and control endpoints. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faultEffects } from '../../../src/emulator/faults/rule.ts';
import { controlRoutes } from '../../../src/emulator/http/control-routes.ts';
import { startEmulator } from '../../../src/emulator/index.ts';
import { switchRows, type SwitchRow } from '../../../src/emulator/switches.ts';
import { fencedBlocks } from '../../support/fenced-blocks.ts';

const page = readFileSync(new URL('../../../docs/emulator.md', import.meta.url), 'utf8');

/** The rows of the table under this head, cell by cell. */
function table(head: string): string[][] {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => cells(line)[0] === head) + 2;
  const end = lines.findIndex((line, index) => index >= start && !line.startsWith('|'));
  return lines.slice(start, end).map(cells);
}

function cells(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}

test('the table of switches is that of the code', () => {
  const rows = Object.entries<SwitchRow<string | boolean>>(switchRows);
  const expected = rows.map(([name, { values, open, meaning }]) => {
    const shown = values.map((value) => `\`${value}\``).concat(open ? ['…'] : []);
    return [`\`${name}\``, shown.join(', '), meaning];
  });
  expect(table('Switch')).toEqual(expected);
});

test('every effect of a fault has its row', () => {
  expect(table('Effect').map(([name]) => name)).toEqual(faultEffects.map((name) => `\`${name}\``));
});

test('every recipe is accepted', async () => {
  const emulator = await startEmulator();
  const recipes = fencedBlocks(page)
    .filter(({ language }) => language === 'json')
    .map(({ text }) => JSON.parse(text) as object);
  expect(recipes.length).toBeGreaterThan(5);
  for (const recipe of recipes) {
    const path = Array.isArray(recipe) ? 'faults' : 'environment';
    const init = { method: 'POST', body: JSON.stringify(recipe) };
    const { status } = await fetch(`${emulator.url}/_emulator/${path}`, init);
    expect(status, JSON.stringify(recipe)).toBe(200);
  }
  await emulator.close();
});

test('every control endpoint has its row', async () => {
  const emulator = await startEmulator();
  const routes = controlRoutes(emulator).routes.map(({ method, path }) => `\`${method} ${path}\``);
  await emulator.close();
  expect(new Set(table('Endpoint').map(([name]) => name))).toEqual(new Set(routes));
});
