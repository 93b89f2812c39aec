import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { fencedBlocks } from '../support/fenced-blocks.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { randomTaskQueue, temporalAddress } from '../support/temporal-server.ts';

const page = await readFile(new URL('../../docs/scheduling.md', import.meta.url), 'utf8');
const blocks = fencedBlocks(page);
const [scheduleText = '', requestText = ''] = blocks
  .filter(({ language }) => language === 'json')
  .map(({ text }) => text);
const commands = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text }) => text.trim().split('\n'));
const ours = commands.filter((command) => command.startsWith('npm start -- '));
const theirs = commands.find((command) => command.startsWith('temporal '));

const taskQueue = randomTaskQueue();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'schedule-'));
  await writeFile(join(folder, 'schedule.json'), scheduleText);
  await writeFile(join(folder, 'request.json'), requestText);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function cli(
  args: readonly string[],
  more: {
    readonly stdin?: string;
    readonly confirm?: () => Promise<boolean>;
    readonly address?: string;
  } = {},
) {
  const { stdin, address = temporalAddress(), ...io } = more;
  const env = { TEMPORAL_ADDRESS: address, EXTRACT_TASK_QUEUE: taskQueue };
  const { code, out: stdout, err: stderr } = await runInProcess(args, env, stdin, io);
  return { code, stdout, stderr };
}

/** As a shell takes it, with the files of the page in a folder. */
function argumentsOf(command: string): string[] {
  const words = command.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  return words
    .map((word) => word.replaceAll(/^["']|["']$/g, ''))
    .map((word) => (word.endsWith('.json') ? join(folder, word) : word));
}

it.each(ours)('%s does what docs/scheduling.md says', async (command) => {
  const [, , , ...args] = argumentsOf(command);
  const { code, stdout, stderr } = await cli(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    EXPECTED[args.join(' ').replace(folder, '').split(' ').slice(0, 5).join(' ')] ?? /^$/,
  );
});

/** By the first words of a command. */
const EXPECTED: Readonly<Record<string, RegExp>> = {
  'schedule apply -f /schedule.json --dry-run':
    /^Would create the schedule nightly:\n {2}time zone +America\/Chicago\n/,
  'schedule apply -f /schedule.json':
    /^Created schedule nightly\n(.*\n)*.* overlap +BUFFER_ONE\n.* catch-up +P1D\n(.*\n)* {2}next +\S+Z, /,
  'schedule list': /^SCHEDULE +STATE +NEXT +LAST STARTED +NOTE\n(.*\n)*$/,
  'schedule show nightly':
    /^nightly {2}active\n {2}summary +previous 7 days \(America\/Chicago\), dataset nightly\n {2}times +minute 15, hour 6 \(America\/Chicago\)\n/,
  'schedule pause nightly --note quota': /^nightly is paused \(quota is needed elsewhere\)/,
  'schedule unpause nightly': /^nightly is active/,
  'schedule trigger nightly': /^Started: nightly-2\S+Z\n {2}watch +marketo-extract watch nightly-/,
  'schedule backfill nightly --from 2026-10-01T00:00:00Z':
    /^Asked for 3 runs, due 2026-10-01T11:15:00Z to 2026-10-03T11:15:00Z, one after the other\.\n/,
  'schedule delete nightly --yes':
    /^Deleted schedule nightly\.\n\d runs? under way goe?s? ?on:\n {2}nightly-/,
};

it('the command of the Temporal CLI makes the schedule of the page, but for summary and details', async () => {
  const [, ...args] = argumentsOf(theirs!);
  await promisify(execFile)(inject('temporalExecutable'), [
    ...args,
    ...['--address', temporalAddress()],
  ]);
  const shown = await cli(['schedule', 'show', 'nightly', '--output', 'json']);
  expect(JSON.parse(shown.stdout)).toMatchObject({ version: 1, warnings: [], paused: false });
  const applied = await cli(['schedule', 'apply', '-f', '-', '--output', 'json'], {
    stdin: scheduleText.replace('"request"', '"taskQueue": "marketo-activity-extract", "request"'),
  });
  expect(JSON.parse(applied.stdout)).toMatchObject({
    outcome: 'updated',
    changes: [{ member: 'staticSummary' }, { member: 'staticDetails' }],
  });
});

describe('schedule apply', () => {
  it('says that nothing changed, or what did, member by member', async () => {
    const again = await cli(['schedule', 'apply', '-f', '-'], { stdin: scheduleText });
    expect(again.stdout).toMatch(
      /^Updated schedule nightly, 1 change:\n {2}taskQueue +"marketo-activity-extract" → "/,
    );
    const same = await cli(['schedule', 'apply', '-f', '-'], { stdin: scheduleText });
    expect(same.stdout).toMatch(
      /^Nothing changed: the schedule nightly is exactly this already\.\n/,
    );
  });

  it('warns on stderr of a schedule that cannot make up for a missed run, or runs too early', async () => {
    const stdin = scheduleText
      .replace('"count": 7', '"count": 1')
      .replace('"hour": 6', '"hour": 0');
    const { code, stderr } = await cli(['schedule', 'apply', '-f', '-'], { stdin });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Warning: .*never asked for again.*\nWarning: .*PT1H45M before .*\n$/);
  });

  it('refuses a wrong file with every fault and exit code 2 before it connects to anything', async () => {
    const stdin = scheduleText.replace('"count": 7, ', '').replace('"hour": 6', '"hour": 25');
    const { code, stderr } = await cli(['schedule', 'apply', '-f', '-'], {
      stdin,
      address: '127.0.0.1:1',
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^Error: The schedule has 2 faults:\n- spec\.calendars\[0\]\.hour \(line 3\): .*\n- request\.filter\.createdAt\.count \(line 6\): /,
    );
  });
});

describe('schedule delete', () => {
  it('asks at a terminal, and takes only yes for yes', async () => {
    const no = await cli(['schedule', 'delete', 'nightly'], {
      confirm: () => Promise.resolve(false),
    });
    expect(no).toMatchObject({ code: 1, stderr: 'Error: Nothing was deleted.\n' });
    const yes = await cli(['schedule', 'delete', 'nightly'], {
      confirm: () => Promise.resolve(true),
    });
    expect(yes).toMatchObject({
      code: 0,
      stdout: 'Deleted schedule nightly.\nNo run is under way.\n',
    });
  });

  it('needs --yes where nobody can be asked', async () => {
    const { code, stderr } = await cli(['schedule', 'delete', 'nightly']);
    expect(code).toBe(2);
    expect(stderr).toContain('add --yes');
  });
});

it('a schedule that is not there is told by name, with exit code 1', async () => {
  const { code, stderr } = await cli(['schedule', 'show', 'nightly']);
  expect({ code, stderr }).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/no schedule "nightly".* schedule list shows/) as string,
  });
});
