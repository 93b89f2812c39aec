/** What every command has in common: help, errors, JSON, quiet, colour. */
import type { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import type { FailureObject } from '../../../src/cli/failure-report.ts';
import { mayColour } from '../../../src/cli/io.ts';
import { expectAccepted } from '../../support/expect-accepted.ts';
import { everyCommand, helpOf, wholeProgram } from '../../support/every-command.ts';
import { runInProcess } from '../../support/run-in-process.ts';
import { startSilentTemporal } from '../../support/silent-temporal.ts';
import { openMarketoCli } from './marketo-cli.ts';

const commands = await everyCommand();
const temporal = await startSilentTemporal();
afterAll(() => temporal[Symbol.asyncDispose]());
/** Nothing answers there, and no file is there. */
const NOWHERE = {
  TEMPORAL_ADDRESS: temporal.address,
  MARKETO_BASE_URL: 'http://127.0.0.1:1',
  MARKETO_CLIENT_ID: 'nobody',
  MARKETO_CLIENT_SECRET: 'nothing',
  EXTRACT_DESTINATION: 'file:/nowhere',
};
const PERIOD = ['--from', '2026-10-01T00:00:00Z', '--to', '2026-10-01T23:59:59Z'];
const PREVIOUS = ['--previous', 'day', '--count', '7'];
const DATASET = ['--dataset', 'nightly'];

/** Good command lines that come to nothing, for there is nobody to ask. */
const FAILS: Readonly<Record<string, { args: readonly string[]; code: number }>> = {
  start: { args: PERIOD, code: 4 },
  watch: { args: ['x'], code: 4 },
  status: { args: ['x'], code: 4 },
  cancel: { args: ['x'], code: 4 },
  pause: { args: ['x'], code: 4 },
  resume: { args: ['x'], code: 4 },
  adjust: { args: ['x', '--concurrency', '2'], code: 4 },
  'poll-now': { args: ['x'], code: 4 },
  'schedule apply': { args: ['--file', 'nowhere.json'], code: 2 },
  'schedule list': { args: [], code: 4 },
  'schedule show': { args: ['x'], code: 4 },
  'schedule trigger': { args: ['x'], code: 4 },
  'schedule pause': { args: ['x'], code: 4 },
  'schedule unpause': { args: ['x'], code: 4 },
  'schedule backfill': { args: ['x', ...PERIOD], code: 4 },
  'schedule delete': { args: ['x'], code: 2 },
  'search-attributes list': { args: [], code: 4 },
  'search-attributes register': { args: [], code: 4 },
  coverage: { args: [...DATASET, ...PREVIOUS], code: 2 },
  files: { args: DATASET, code: 2 },
  verify: { args: [], code: 2 },
  prune: { args: [], code: 2 },
  'jobs list': { args: [], code: 4 },
  'jobs show': { args: ['x'], code: 4 },
  'jobs cancel': { args: ['x', '--force'], code: 4 },
  'jobs fetch': { args: ['x', '--file', 'x.csv'], code: 4 },
  quota: { args: [], code: 4 },
  types: { args: [], code: 4 },
  temporal: { args: ['--port', '0'], code: 2 },
  'init request': { args: ['--types', 'two', '--file', '/nowhere/x'], code: 2 },
  'init schedule': { args: ['--file', '/nowhere/x'], code: 2 },
  doctor: { args: ['--only', 'everything'], code: 2 },
};
/** Shown to people only, or with a log of their own. */
const WITHOUT_JSON = ['worker', 'demo', 'completion', 'emulator'];

describe('a command that fails', () => {
  it.each(Object.entries(FAILS))(
    '%s leaves stdout empty and with --output json ends stderr with one object',
    async (path, { args, code }) => {
      const run = await runInProcess([...path.split(' '), ...args, '-o', 'json'], NOWHERE);
      expect(run, run.err).toMatchObject({ code, out: '' });
      const { version, error } = JSON.parse(lastLine(run.err)) as FailureObject;
      expect({ version, exitCode: error.exitCode }).toEqual({ version: 1, exitCode: code });
      expect(error.message).not.toBe('');
      expect(error.type).toMatch(/^[A-Z]\w+$/);
    },
  );
});

describe('--output json', () => {
  it('can be had of every command, but of those that only people read', () => {
    const without = commands.filter(({ command }) => !has(command, '--output'));
    expect(without.map(({ path }) => path)).toEqual(WITHOUT_JSON.slice(0, 3));
    const claimed = [...Object.keys(FAILS), ...WITHOUT_JSON];
    expect(claimed.toSorted()).toEqual(commands.map(({ path }) => path).toSorted());
  });

  it.each([
    { args: ['strat', '-o', 'json'], says: "unknown command 'strat'. Did you mean start?" },
    { args: ['start', '--form=x', '--output=json'], says: "unknown option '--form'. Did you" },
    { args: ['status', '-ojson'], says: "missing required argument 'workflow id'" },
    { args: ['adjust', 'x', '--concurrency', '99', '-o', 'json'], says: 'from 1 to 10' },
  ])('is kept by a command line that cannot be read: $args', async ({ args, says }) => {
    const { code, out, err } = await runInProcess(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    const { error } = JSON.parse(err) as FailureObject;
    expect(error).toMatchObject({ type: 'UsageError', exitCode: 2 });
    expect(error.message).toContain(says);
    expect(error.next).toMatch(/--help$/);
  });

  it('names the faults of a request one by one', async () => {
    const request = '{"filter":{},"concurrency":0}';
    const args = ['start', '--file', '-', '-o', 'json'];
    const { err } = await runInProcess(args, NOWHERE, request);
    const { error } = JSON.parse(err) as FailureObject;
    expect(error.faults?.map(({ path }) => path)).toEqual(['filter.createdAt', 'concurrency']);
  });

  it('prints one object with its version first, and nothing else on stdout', async () => {
    const { run, job } = await openMarketoCli();
    const { exportId } = await job();
    const calls = [['jobs', 'list'], ['jobs', 'show', exportId], ['quota'], ['types']];
    for (const args of calls) {
      const { out, code } = await run([...args, '--output', 'json']);
      expect(code).toBe(0);
      expect(out).toMatch(/^\{"version":1,.*\}\n$/);
      expect(out.trimEnd()).not.toContain('\n');
    }
  });
});

describe('--quiet', () => {
  it('is there wherever --output is', () => {
    for (const { path, command } of commands) {
      if (path !== 'emulator') expect(has(command, '--quiet'), path).toBe(has(command, '--output'));
    }
  });

  it('keeps the result and drops the notes', async () => {
    const { run } = await openMarketoCli();
    const [loud, quiet] = [await run(['types']), await run(['types', '-q'])];
    expect(loud.err).toContain('in instance default');
    expect(quiet).toEqual({ ...loud, err: '' });
  });

  it('keeps errors', async () => {
    const { code, err } = await runInProcess(['quota', '--quiet'], NOWHERE);
    expect({ code, lines: err.split('\n').length }).toEqual({ code: 4, lines: 2 });
    expect(err).toMatch(/^Error: /);
  });
});

describe('help', () => {
  it.each(commands)('of $path shows examples, all of which can be typed', async ({ command }) => {
    const examples = [...helpOf(command).matchAll(/^ +\$ (.*)$/gm)].map(([, line = '']) => line);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) await expectAccepted(example);
  });

  it('of the program fits a screen, and each command a line', async () => {
    const help = helpOf(await wholeProgram());
    const lines = help.trimEnd().split('\n');
    expect(lines.length).toBeLessThan(60);
    for (const { path } of commands) {
      const [name = ''] = path.split(' ');
      expect(lines.filter((line) => line.startsWith(`  ${name} `))).toHaveLength(1);
    }
    expect(lines.filter((line) => /^ {10,}\S/.test(line))).toEqual([]);
  });

  it('names the environment that a command goes by', async () => {
    const { out: status } = await runInProcess(['status', '--help']);
    expect(status).toContain('Environment: TEMPORAL_ADDRESS');
    const { out: fetch } = await runInProcess(['jobs', 'fetch', '--help']);
    expect(fetch).toContain('Environment: MARKETO_BASE_URL');
  });

  it.each([
    { what: 'a terminal', colour: true, title: '\u001b[1mExamples' },
    { what: 'a file', colour: false, title: '' },
  ])('has bold titles in $what or not', async ({ colour }) => {
    const io = { colour: { out: colour, err: colour } };
    const { out } = await runInProcess(['--help'], {}, '', io);
    expect(out.includes('\u001b[1m')).toBe(colour);
    const { err } = await runInProcess(['strat'], {}, '', io);
    expect(err.includes('\u001b[31m')).toBe(colour);
  });
});

describe('a mistyped word is told with the right one', () => {
  it.each([
    { args: ['schedule', 'aply'], near: 'apply', help: 'schedule' },
    { args: ['jobs', 'lst'], near: 'list', help: 'jobs' },
    { args: ['emulater'], near: 'emulator', help: '' },
    { args: ['start', '--concurency', '3'], near: '--concurrency', help: 'start' },
    { args: ['schedule', 'apply', '--flie', 'x'], near: '--file', help: 'schedule apply' },
    { args: ['emulator', '--seeed', '1'], near: '--seed', help: 'emulator' },
    { args: ['status', 'x', '--output', 'jsno'], near: 'json', help: 'status' },
    { args: ['schedule', 'trigger', 'x', '--overlap', 'BUFER_ONE'], near: 'BUFFER_ONE', help: '' },
    { args: ['apply'], near: 'schedule apply', help: '' },
    { args: ['show'], near: 'schedule show or jobs show', help: '' },
    { args: ['start', '--form=x'], near: '--from', help: 'start' },
  ])('$args', async ({ args, near, help }) => {
    const { code, err } = await runInProcess(args);
    expect(code).toBe(2);
    expect(err).toContain(`Did you mean ${near}?`);
    expect(err).toContain(`marketo-extract ${help}${help === '' ? '' : ' --help'}`);
  });
});

it.each([
  { env: {}, isTty: true, colour: true },
  { env: {}, isTty: false, colour: false },
  { env: { TERM: 'dumb' }, isTty: true, colour: false },
  { env: { NO_COLOR: '1' }, isTty: true, colour: false },
  { env: { NO_COLOR: '' }, isTty: true, colour: true },
  { env: { FORCE_COLOR: '1' }, isTty: false, colour: true },
  { env: { FORCE_COLOR: '0' }, isTty: true, colour: false },
  { env: { NO_COLOR: '1', FORCE_COLOR: '1' }, isTty: true, colour: false },
])('colour with $env, on a terminal $isTty: $colour', ({ env, isTty, colour }) => {
  expect(mayColour(env, isTty)).toBe(colour);
});

function has(command: Command, flag: string): boolean {
  return command.options.some(({ long }) => long === flag);
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
