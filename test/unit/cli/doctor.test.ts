/** `doctor` against the emulator and real folders, with faults made on purpose; Temporal is in test/e2e/doctor.test.ts. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding, Status } from '../../../src/doctor/finding.ts';
import type { DoctorReport } from '../../../src/doctor/run-doctor.ts';
import type { EmulatorOptions } from '../../../src/emulator/index.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { startSilentTemporal } from '../../support/silent-temporal.ts';
import { mountSmallDisk, whyNoMount } from '../../support/small-disk.ts';
import { type MarketoCli, openMarketoCli, SECRET } from './marketo-cli.ts';

/** By the real clock, for the clocks are compared. */
function openCli(options: EmulatorOptions = {}): Promise<MarketoCli> {
  return openMarketoCli({ startTime: Date.now(), scale: 1, ...options });
}

interface Examined {
  readonly code: number;
  readonly out: string;
  readonly report: DoctorReport;
  finding(check: Finding['check'], instance?: string): Finding;
  /** Checks that are not `ok`. */
  readonly amiss: Readonly<Record<string, Status>>;
}

async function examine(
  cli: MarketoCli,
  only: string,
  env: Record<string, string> = {},
  more: readonly string[] = [],
): Promise<Examined> {
  const args = ['doctor', '--only', only, '--timeout', '5s', '--output', 'json', ...more];
  const { code, out } = await cli.run(args, env);
  const report = JSON.parse(out) as DoctorReport;
  const amiss = report.findings.filter(({ status }) => status !== 'ok');
  return {
    code,
    out,
    report,
    amiss: Object.fromEntries(amiss.map(({ check, status }) => [check, status])),
    finding: (check, instance) => {
      const found = report.findings.find(
        (each) => each.check === check && (instance ?? each.instance) === each.instance,
      );
      if (found === undefined) throw new Error(`There is no finding of ${check}`);
      return found;
    },
  };
}

describe('doctor, of Marketo', () => {
  it('has nothing amiss in good order, makes no job, and costs three calls', async () => {
    const cli = await openCli();
    const { code, amiss, finding, report } = await examine(cli, 'marketo');
    expect({ code, amiss }).toEqual({ code: 0, amiss: {} });
    expect(report.findings.every(({ instance }) => instance === 'default')).toBe(true);
    expect(finding('marketo.token').facts).toEqual({ remainingMs: 3_600_000 });
    expect(cli.emulator.jobs()).toEqual([]);
    const calls = cli.emulator.log().map(({ operation }) => operation);
    expect(calls.toSorted()).toEqual(['identity', 'list', 'stats', 'types']);
  });

  it.each([
    {
      name: 'a wrong secret',
      env: { MARKETO_CLIENT_SECRET: 'another-secret-altogether' },
      amiss: { 'marketo.token': 'problem', 'marketo.types': 'skipped' },
      says: { check: 'marketo.token', remedy: 'LaunchPoint' },
    },
    {
      name: 'an address where nobody is',
      env: { MARKETO_BASE_URL: 'http://127.0.0.1:1' },
      amiss: {
        'marketo.address': 'problem',
        'marketo.token': 'skipped',
        'marketo.clock': 'skipped',
      },
      says: { check: 'marketo.address', remedy: 'MARKETO_BASE_URL' },
    },
    {
      name: 'a quota that is used up',
      env: { EXTRACT_DAILY_QUOTA: '1kB' },
      amiss: { 'marketo.quota': 'warning' },
      says: { check: 'marketo.quota', remedy: 'wait for the reset' },
    },
  ] as const)('tells of $name', async ({ env, amiss, says }) => {
    const cli = await openCli();
    await cli.job(1);
    const examined = await examine(cli, 'marketo', env);
    expect(examined.amiss).toMatchObject(amiss);
    expect(examined.finding(says.check).remedy).toContain(says.remedy);
    expect(examined.code).toBe(Object.values(examined.amiss).includes('problem') ? 1 : 0);
  });

  it('tells of a role without Read-Only Activity by the calls that need it', async () => {
    const users = [{ clientId: 'cli-user', clientSecret: SECRET, permissions: ['lead' as const] }];
    const { code, amiss, finding } = await examine(await openCli({ users }), 'marketo');
    expect(code).toBe(1);
    expect(amiss).toEqual({
      'marketo.types': 'problem',
      'marketo.exports': 'problem',
      'marketo.quota': 'skipped',
      'marketo.queue': 'skipped',
    });
    expect(finding('marketo.exports')).toMatchObject({
      facts: { code: '603' },
      remedy: expect.stringContaining('Read-Only Activity') as string,
    });
  });

  it('tells of a full queue, and that it is no hindrance but with --strict', async () => {
    const cli = await openCli();
    cli.emulator.setEnvironment({ hold: { queued: true } });
    for (let day = 1; day <= 10; day += 1) await cli.job(day);
    const { code, amiss } = await examine(cli, 'marketo');
    expect({ code, amiss }).toEqual({ code: 0, amiss: { 'marketo.queue': 'warning' } });
    expect((await examine(cli, 'marketo', {}, ['--strict'])).code).toBe(1);
  });

  it('tells of a clock that is an hour off', async () => {
    const cli = await openCli({ startTime: Date.now() + 3_600_000 });
    const { code, amiss, finding } = await examine(cli, 'marketo');
    expect({ code, amiss }).toEqual({ code: 0, amiss: { 'marketo.clock': 'warning' } });
    expect(finding('marketo.clock').message).toContain('60 min behind that of Marketo');
  });

  it('goes on with the others when one call fails or hangs, and ends in time', async () => {
    const cli = await openCli();
    cli.emulator.addFaults(
      { on: 'types', do: { httpStatus: 502 } },
      { on: 'stats', do: { delayMs: 60_000 } },
    );
    const run = examine(cli, 'marketo', {}, ['--timeout', '1s']);
    expect((await run).amiss).toEqual({ 'marketo.types': 'problem', 'marketo.calls': 'problem' });
  });

  it('asks every instance, or the one that is named, and passes over those with faults', async () => {
    const cli = await openCli({
      users: [
        { clientId: 'cli-user', clientSecret: SECRET },
        { clientId: 'emea', clientSecret: 'secret-of-emea' },
      ],
    });
    const file = join(cli.folder, 'instances.json');
    const baseUrl = cli.emulator.url;
    const emea = { baseUrl, clientId: 'emea', clientSecret: { env: 'EMEA_SECRET' } };
    const instances = { emea, broken: { ...emea, clientSecret: 'written out' } };
    await writeFile(file, JSON.stringify({ instances }));
    const env = { MARKETO_INSTANCES_FILE: file, EMEA_SECRET: 'not-that-of-emea' };
    const all = await examine(cli, 'configuration,marketo', env);
    expect(all.finding('configuration.settings').message).toContain('broken.clientSecret');
    expect(all.finding('marketo.token', 'default').status).toBe('ok');
    expect(all.finding('marketo.token', 'emea').status).toBe('problem');
    expect(all.out).not.toContain('written out');
    expect(all.out).not.toContain('not-that-of-emea');
    const one = await examine(cli, 'marketo', env, ['--instance', 'default']);
    expect(new Set(one.report.findings.map(({ instance }) => instance))).toEqual(
      new Set(['default']),
    );
    const none = await examine(cli, 'configuration,marketo', env, ['--instance', 'emae']);
    expect(none.finding('configuration.settings').message).toContain('Did you mean "emea"?');
  });
});

describe('doctor, of the store', () => {
  it('has nothing amiss where a store can be made, and leaves nothing behind', async () => {
    const cli = await openCli();
    const { code, amiss, finding } = await examine(cli, 'store');
    expect({ code, amiss }).toEqual({ code: 0, amiss: {} });
    expect(finding('store.identity').message).toContain('is new');
    expect(await readdir(cli.folder)).toEqual([]);
  });

  it('leaves a store as it was, and knows it by its id', async () => {
    const cli = await openCli();
    const root = join(cli.folder, 'exports');
    const store = await openStore({ kind: 'file', root });
    const id = await store.identity({ create: true });
    const before = await readdir(root, { recursive: true });
    const { amiss, finding } = await examine(cli, 'store', { EXTRACT_STORE_ID: id ?? '' });
    expect(amiss).toEqual({});
    expect(finding('store.identity').facts).toMatchObject({ storeId: id, expectedId: id });
    expect(await readdir(root, { recursive: true })).toEqual(before);
  });

  it('tells of a folder without the id that is asked for', async () => {
    const env = { EXTRACT_STORE_ID: '4f8c1d2e-3a5b-4c6d-8e7f-90a1b2c3d4e5' };
    const { code, amiss, finding } = await examine(await openCli(), 'store', env);
    expect({ code, amiss }).toEqual({ code: 1, amiss: { 'store.identity': 'problem' } });
    expect(finding('store.identity').remedy).toContain('Mount the right volume');
  });

  it('tells of a file in the place of a folder once, and skips what follows from it', async () => {
    const cli = await openCli();
    await writeFile(join(cli.folder, 'exports'), 'a file');
    const { code, amiss } = await examine(cli, 'store');
    expect(code).toBe(1);
    expect(Object.values(amiss).filter((status) => status === 'problem')).toHaveLength(1);
    expect(amiss).toMatchObject({ 'store.identity': 'problem', 'store.write': 'skipped' });
  });

  it.skipIf(whyNoMount() !== undefined)(
    'tells of a read-only file system and of one that is nearly full',
    async () => {
      const cli = await openCli();
      const disk = mountSmallDisk(cli.folder, 20_000_000);
      try {
        const small = await examine(cli, 'store');
        expect({ code: small.code, amiss: small.amiss }).toEqual({
          code: 0,
          amiss: { 'store.space': 'warning' },
        });
        disk.setReadOnly();
        const { code, finding, amiss } = await examine(cli, 'store');
        expect(code).toBe(1);
        expect(finding('store.write').message).toContain('read-only (EROFS)');
        expect(amiss).toMatchObject({ 'store.putIfAbsent': 'skipped', 'store.remove': 'skipped' });
      } finally {
        disk.heal();
        disk.unmount();
      }
    },
  );
});

describe('doctor', () => {
  it('reports for people: a line for each check, what to do, and a summary', async () => {
    const cli = await openCli();
    await using temporal = await startSilentTemporal();
    const { code, out } = await cli.run(['doctor', '--timeout', '5s'], {
      TEMPORAL_ADDRESS: temporal.address,
    });
    expect(code).toBe(1);
    expect(out).toMatch(/^marketo-extract \d.*, looking from .*, with the settings of .*\n\n/);
    expect(out).toMatch(/\n {2}PROBLEM {2}temporal\.server: Temporal does not answer at 127\./);
    expect(out).toMatch(/\n {11}-> Start the server, or correct TEMPORAL_ADDRESS\./);
    expect(out).toMatch(/\n {2}– {8}worker\.polling, .*worker\.store: Not asked/);
    expect(out).toMatch(/\n {2}ok {7}store\.remove: /);
    expect(out).toMatch(
      /\nExtractions are hindered: \d+ checks, 1 problem, 0 warnings, \d+ ok, 8 n/,
    );
    expect(out).not.toContain(SECRET);
  });

  it('lists every fault of the configuration, and looks at the rest all the same', async () => {
    const cli = await openCli();
    const env = { EXTRACT_FILE_MODE: '999', EXTRACT_DAILY_QUOTA: 'much', EXTRACT_DESTNATION: 'x' };
    const { finding } = await examine(cli, 'configuration,marketo,store', env);
    expect(finding('configuration.environment').message).toContain('EXTRACT_DESTINATION');
    expect(finding('configuration.settings').message).toMatch(/EXTRACT_FILE_MODE.*\n.*DAILY_QUOTA/);
    expect(finding('marketo.exports').status).toBe('ok');
    expect(finding('marketo.quota').status).toBe('skipped');
    expect(finding('store.write').status).toBe('ok');
  });

  it.each([
    { args: ['--only', 'stores'], says: 'Allowed are configuration, temporal' },
    { args: ['--timeout', '10'], says: 'has no unit' },
    { args: ['--timeout', '1h'], says: 'out of range' },
  ])('refuses $args', async ({ args, says }) => {
    const cli = await openCli();
    const { code, err } = await cli.run(['doctor', ...args]);
    expect(code).toBe(2);
    expect(err).toContain(says);
  });
});
