import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHECKS, GROUPS, type CheckText } from '../../../src/doctor/checks.ts';
import { SKEW_WARNING_MS } from '../../../src/doctor/clock.ts';
import { sectionOf } from '../../support/document-sections.ts';

const page = readFileSync(new URL('../../../docs/doctor.md', import.meta.url), 'utf8');

describe('docs/doctor.md', () => {
  it('has a row for every check, in the order of the report, with what the code says of it', () => {
    const rows = sectionOf(page, 'Checks')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.slice(1, -1).split('|'))
      .map((cells) => cells.map((cell) => cell.trim()));
    const checks: [string, CheckText][] = Object.entries(CHECKS);
    expect(rows).toEqual(
      checks.map(([name, { asks, warns = '–', fails = '–' }]) => [
        ...['`' + name + '`', asks, warns, fails],
      ]),
    );
  });

  it('names the groups, and from which difference of clocks on there is a warning', () => {
    for (const group of GROUPS) expect(page).toContain(`\`${group}\``);
    expect(page).toContain(`Doctor warns from ${SKEW_WARNING_MS / 1_000} s on.`);
  });
});
