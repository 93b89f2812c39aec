/** Files to begin with: whole, true to the schema, and taken by the commands that they are for. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MemberSchema } from '../../../src/cli/init/commented-json.ts';
import { lastMonth, REQUEST_OMITTED } from '../../../src/cli/init/request-file.ts';
import { SCHEDULE_OMITTED } from '../../../src/cli/init/schedule-file.ts';
import { readJsonFile } from '../../../src/cli/json-file.ts';
import { parseRequest } from '../../../src/interface/request.ts';
import { requestJsonSchema } from '../../../src/interface/request-schema.ts';
import { parseSchedule } from '../../../src/interface/schedule.ts';
import { scheduleJsonSchema } from '../../../src/interface/schedule-schema.ts';
import { runInProcess } from '../../support/run-in-process.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

const NOWHERE = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
const SCHEMAS: Readonly<Record<'request' | 'schedule', MemberSchema>> = {
  request: requestJsonSchema(),
  schedule: scheduleJsonSchema(),
};
const OMITTED = { request: REQUEST_OMITTED, schedule: SCHEDULE_OMITTED };
/** Types of one asset group belong to them; dates stand in the place of an asOf. */
const NEED_MORE = ['primaryAttributeValueIds', 'primaryAttributeValues', 'asOf'];

let folder: TemporaryFolder;

beforeEach(async () => {
  folder = await makeTemporaryFolder();
});

afterEach(() => folder.remove());

const run = (...args: string[]) => runInProcess(args, NOWHERE);
const printed = async (kind: string) => (await run('init', kind, '--file', '-')).out;
const at = (name: string) => join(folder.path, name);

describe.each(['request', 'schedule'] as const)('init %s', (kind) => {
  it('writes every member that the schema has, with what it means', async () => {
    const text = await printed(kind);
    const words = text.replaceAll(/\s+(\/\/ )?/g, ' ');
    const members = membersOf(SCHEMAS[kind]).filter(({ path }) => !OMITTED[kind].includes(path));
    expect(members.length).toBeGreaterThan(15);
    for (const { name, description } of members) {
      expect(text).toMatch(new RegExp(`^ *(// )?"${name}": `, 'm'));
      expect(words).toContain(description.replaceAll(/\s+/g, ' '));
    }
  });

  it('writes a file that its command takes as it is', async () => {
    expect(await refusals(kind, await printed(kind))).toEqual([]);
  });

  it('writes nothing over a file that is there, but with --force', async () => {
    const file = at('mine.jsonc');
    await writeFile(file, 'mine');
    const refused = await run('init', kind, '--file', file, '-o', 'json');
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toContain('is there already');
    expect(await readFile(file, 'utf8')).toBe('mine');
    const forced = await run('init', kind, '--file', file, '--force', '-o', 'json');
    expect(JSON.parse(forced.out)).toMatchObject({ version: 1, kind, file });
    expect(await readFile(file, 'utf8')).toBe(await printed(kind));
  });

  it('names a wrong flag and writes nothing', async () => {
    const args = ['--previous', 'dya', '--types', '1,two', '--file', at('new.jsonc')];
    const { code, err } = await run('init', kind, ...args);
    expect(code).toBe(2);
    expect(err).toMatch(/- --previous: .*Did you mean "day"/);
    expect(err).toContain('- --types[1]: ');
    await expect(readFile(at('new.jsonc'))).rejects.toThrow('ENOENT');
  });
});

describe('a member that stands as a comment', () => {
  it('is taken when its slashes go', async () => {
    for (const kind of ['request', 'schedule'] as const) {
      const text = await printed(kind);
      const hidden = [...text.matchAll(/^ *\/\/ "(\w+)": .*$/gm)];
      expect(hidden.length).toBeGreaterThan(12);
      const set = hidden.filter(([, name = '']) => !NEED_MORE.includes(name));
      const shown = set.map(([line]) => text.replace(line, line.replace('// ', '')));
      for (const one of shown) expect(await refusals(kind, one), one).toEqual([]);
    }
  });
});

it.each([
  { now: '2026-11-22T10:00:00Z', startAt: '2026-10-01T00:00:00Z', endAt: '2026-10-31T23:59:59Z' },
  { now: '2026-01-01T00:00:00Z', startAt: '2025-12-01T00:00:00Z', endAt: '2025-12-31T23:59:59Z' },
  { now: '2028-03-31T23:59:59Z', startAt: '2028-02-01T00:00:00Z', endAt: '2028-02-29T23:59:59Z' },
])('the last month at $now is $startAt to $endAt', ({ now, ...month }) => {
  expect(lastMonth(new Date(now))).toEqual(month);
});

it.each(['hour', 'day', 'week', 'month'])('a schedule by the %s is taken', async (unit) => {
  const { out } = await run('init', 'schedule', '--previous', unit, '--file', '-');
  expect(await refusals('schedule', out)).toEqual([]);
});

describe('a file with comments', () => {
  const start = (text: string) =>
    runInProcess(['start', '--file', '-', '--dry-run'], NOWHERE, text);

  it.each([
    { what: 'a comma too few', text: '{\n  "a": 1 "b": 2\n}', says: 'line 2, column 10: a "," is' },
    { what: 'no end', text: '{\n  "filter": {', says: 'line 2, column 14: a "}" is missing' },
    {
      what: 'a name without quotes',
      text: '{filter: 1}',
      says: 'in double quotes before "filter"',
    },
    { what: 'an open comment', text: '{} /* and', says: 'a comment has no end' },
    { what: 'two objects', text: '{}\n{}', says: 'line 2, column 1: there is more after the end' },
    { what: 'a depth without end', text: '['.repeat(100_000), says: 'nested too deeply' },
  ])('is refused with the place of $what', async ({ text, says }) => {
    const { code, err } = await start(text);
    expect(code).toBe(2);
    expect(err).toContain(says);
  });

  it('has the line of each fault', async () => {
    const text = [
      '{ // a request',
      '  "filter": {',
      '    "createdAt": { "startAt": "2026-10-01T00:00:00Z" }, /* no end */',
      '    "activityTypeIds": [',
      '      1,',
      '      "two",',
      '    ],',
      '  },',
      '  "concurency": 3,',
      '  "__proto__": {}',
      '}',
    ].join('\n');
    const { err } = await start(text);
    expect(err).toContain('- filter.createdAt.endAt (line 3): is missing');
    expect(err).toContain('- filter.activityTypeIds[1] (line 6): ');
    expect(err).toContain(
      '- concurency (line 9): is not a known member. Did you mean "concurrency"?',
    );
    expect(err).toContain('- __proto__ (line 10): is not a known member');
  });
});

interface Member {
  readonly path: string;
  readonly name: string;
  readonly description: string;
}

/** The first of several forms stands in a request, the second in a schedule: either has its members. */
function membersOf(schema: MemberSchema, path = ''): Member[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const own = path === '' ? name : `${path}.${name}`;
    return [{ path: own, name, description: member.description ?? '' }, ...membersOf(member, own)];
  });
}

/** What is wrong with the file, as the command that takes it finds it. */
async function refusals(kind: 'request' | 'schedule', text: string) {
  const { value } = await readJsonFile('-', { readStdin: () => Promise.resolve(text) }, kind);
  const now = new Date();
  const parsed =
    kind === 'request'
      ? parseRequest(value, { referenceTime: now })
      : parseSchedule(value, { now });
  return parsed.ok ? [] : parsed;
}
