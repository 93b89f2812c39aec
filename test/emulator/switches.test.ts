import { expect, test } from 'vitest';
import { startEmulator } from '../../src/emulator/index.ts';
import { readSwitch, resolveSwitches, switchRows } from '../../src/emulator/switches.ts';

test.each([
  ['guids=digits', { guids: 'digits' }],
  ['errorsCount=true', { errorsCount: true }],
  ['csvContentType=text/csv; charset=latin1', { csvContentType: 'text/csv; charset=latin1' }],
])('%j reads as %j', (argument, switches) => {
  expect(readSwitch(argument)).toEqual(switches);
});

test.each([
  ['guids', /No switch 'guids'|No switch ''/],
  ['colour=red', /No switch 'colour'; there are wrongFilter, /],
  ['guids=roman', /Switch guids cannot be 'roman'; it is mixed, digits/],
  ['errorsCount=yes', /Switch errorsCount cannot be 'yes'; it is false, true/],
  ['csvContentType=', /Switch csvContentType cannot be ''/],
])('%j is refused in words', (argument, message) => {
  expect(() => readSwitch(argument)).toThrow(message);
});

test('without any every switch stands at the first of its values', () => {
  const first = Object.entries(switchRows).map(([name, { values }]) => [name, values[0]]);
  expect(resolveSwitches()).toEqual(Object.fromEntries(first));
});

test('a program that turns an unknown switch gets no emulator', async () => {
  const switches = { guids: 'roman' } as unknown as { guids: 'digits' };
  await expect(startEmulator({ switches })).rejects.toThrow(/guids cannot be 'roman'/);
});
