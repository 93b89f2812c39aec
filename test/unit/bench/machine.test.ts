import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { machineFacts, releaseNumber, versionOf } from '../../../bench/framework/machine.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

it.each([
  ['6.1.0-13-amd64', '6.1.0'],
  ['5.15.167.4-microsoft-standard-WSL2', '5.15.167.4'],
  ['24.6.0', '24.6.0'],
])('of a kernel %s its number is told: %s', (text, number) => {
  expect(releaseNumber(text)).toBe(number);
});

it('neither the facts about a machine nor the version that a program tells say who has built its kernel', async () => {
  expect(machineFacts(process.cwd()).kernel).toMatch(/^\w+ [\d.]+$/);
  const { path, remove } = await makeTemporaryFolder();
  const program = join(path, 'program');
  writeFileSync(program, '#!/bin/sh\necho "program/1.2 Linux/$(uname -r) more"\n', { mode: 0o755 });
  try {
    expect(versionOf('program', program)).toMatch(/^program\/1\.2 Linux\/[\d.]+ more$/);
  } finally {
    await remove();
  }
});

it('results that are committed name kernels by number', () => {
  const folder = new URL('../../../bench/results/', import.meta.url);
  for (const name of readdirSync(folder)) {
    const { machine } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {
      readonly machine: { readonly kernel: string };
    };
    expect(machine.kernel, name).toMatch(/^\w+ [\d.]+$/);
  }
});
