import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInProcess } from '../../support/run-in-process.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-cli-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** No server answers there: what is refused must be refused before Temporal is asked. */
const NOWHERE = { TEMPORAL_ADDRESS: '127.0.0.1:1' };

const run = (args: readonly string[], stdin = '') => runInProcess(args, NOWHERE, stdin);

const COMMANDS = [
  ...['start', 'watch', 'status', 'cancel', 'pause', 'resume', 'adjust', 'poll-now'],
  ...['coverage', 'files', 'schedule', 'verify', 'prune', 'worker', 'demo', 'temporal'],
  ...['jobs', 'jobs list', 'jobs show', 'jobs cancel', 'jobs fetch', 'quota', 'types'],
];

describe('help', () => {
  it('names every command and the exit codes, and exits 0', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    for (const command of [...COMMANDS, 'emulator'])
      expect(out).toContain(`  ${command.split(' ')[0] ?? ''}`);
    expect(out).toMatch(/^Exit codes:\n {2}0 done {3}1 failed {3}2 wrong command line/m);
  });

  it.each(COMMANDS)('of %s shows an example', async (command) => {
    const { code, out } = await run([...command.split(' '), '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`\\$ .*marketo-extract ${command}`));
  });

  it('of the emulator is its own', async () => {
    const { code, out } = await run(['emulator', '--help']);
    expect(code).toBe(0);
    expect(out).toContain('--scale');
  });

  it('shows the version', async () => {
    expect(await run(['--version'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    });
  });
});

describe('a wrong command line exits 2', () => {
  it.each([
    { name: 'no command', args: [], says: 'Usage:' },
    { name: 'an unknown command', args: ['strat'], says: 'Did you mean start?' },
    { name: 'an unknown flag', args: ['start', '--form', 'x'], says: 'Did you mean --from?' },
    { name: 'a missing id', args: ['watch'], says: "missing required argument 'workflow id'" },
    { name: 'another output', args: ['status', 'x', '--output', 'xml'], says: 'text, json' },
    { name: 'a port that is none', args: ['temporal', '--port', '0'], says: 'Expected a port' },
    { name: 'nothing to export', args: ['start'], says: 'Name a request with --file' },
    {
      name: 'a file beside flags',
      args: ['start', '--file', 'x.json', '--types', '1'],
      says: '--file already holds the whole request',
    },
    {
      name: 'a dry run that is to wait',
      args: ['start', '--from', 'x', '--dry-run', '--wait'],
      says: '--dry-run starts nothing',
    },
    {
      name: 'an empty workflow id',
      args: ['start', '--from', '2026-10-01T00:00:00Z', '--id', ''],
      says: '--id is empty',
    },
    {
      name: 'a backfill of a schedule by days',
      args: ['schedule', 'backfill', 'x', '--from', '2026-10-01', '--to', '2026-10-02'],
      says: 'has 2 faults:\n- --from: "2026-10-01" names a day',
    },
    { name: 'a missing file', args: ['start', '--file', 'nowhere.json'], says: 'cannot be read' },
  ])('$name', async ({ args, says }) => {
    const { code, err, out } = await run(args);
    expect(code).toBe(2);
    expect(err).toContain(says);
    expect(out).toBe('');
  });
});

describe('a bad request exits 2 and starts nothing', () => {
  it('with every fault, named by flag when it came from flags', async () => {
    const { code, err } = await run([
      ...['start', '--from', '2026-10-01', '--types', '1,twelve', '--format', 'xml'],
      ...['--concurrency', '99', '--window-size', 'P1M'],
    ]);
    expect(code).toBe(2);
    expect(err).toContain('has 6 faults');
    for (const flag of ['from', 'to', 'types[1]', 'format', 'concurrency', 'window-size']) {
      expect(err).toContain(`- --${flag}: `);
    }
  });

  it('with every fault, named by member when it came from a file', async () => {
    const file = join(folder, 'request.json');
    await writeFile(file, '{"filter":{},"concurrency":0}');
    const { code, err } = await run(['start', '--file', file]);
    expect(code).toBe(2);
    expect(err).toContain('- filter.createdAt: ');
    expect(err).toContain('- concurrency: ');
  });

  it('when standard input is no JSON', async () => {
    const { code, err } = await run(['start', '--file', '-'], '{"filter":');
    expect(code).toBe(2);
    expect(err).toContain('Standard input is not valid JSON');
  });

  it.each([
    { command: ['start', '--file', '-'], what: 'request' },
    { command: ['schedule', 'apply', '-f', '-'], what: 'schedule' },
  ])('when standard input is empty: $command', async ({ command, what }) => {
    const { code, err } = await run(command, '\n');
    expect({ code, err }).toEqual({
      code: 2,
      err: `Error: Standard input is empty: there is no ${what} in it.\n`,
    });
  });

  it('when a schedule stands where a request belongs, or a request where a schedule does', async () => {
    const schedule = '{"scheduleId":"a","spec":{},"request":{"filter":{}}}';
    const started = await run(['start', '--file', '-'], schedule);
    expect(started.code).toBe(2);
    expect(started.err).toContain(
      'a schedule, not a request. To set it up: marketo-extract schedule apply -f -',
    );
    const applied = await run(['schedule', 'apply', '-f', '-'], '{"filter":{}}');
    expect(applied.code).toBe(2);
    expect(applied.err).toContain('a request, not a schedule');
  });

  it('when it was written for a later version', async () => {
    const { code, err } = await run(['start', '--file', '-'], '{"version":2}');
    expect(code).toBe(2);
    expect(err).toContain('version: is 2, but this program knows only 1; update it');
  });
});
