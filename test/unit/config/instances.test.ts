import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadInstance, loadWorkerConfig } from '../../../src/config/load.ts';
import { environment as defaultInstance, SECRET } from './sample-environment.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'instances-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const EMEA = {
  baseUrl: 'https://111-AAA-111.mktorest.com',
  clientId: 'emea-client',
  clientSecret: { env: 'EMEA_SECRET' },
};
const US = { ...EMEA, baseUrl: '222-BBB-222', clientId: 'us-client' };
const ENVIRONMENT = { EMEA_SECRET: SECRET, MARKETO_INSTANCES_FILE: 'conf/instances.json' };

function write(content: unknown, name = 'instances.json'): void {
  mkdirSync(join(folder, 'conf'), { recursive: true });
  writeFileSync(
    join(folder, 'conf', name),
    typeof content === 'string' ? content : JSON.stringify(content),
  );
}

/** The worker's configuration with the file's content and further variables. */
function load(content: unknown, more: Record<string, string> = {}) {
  write(content);
  return loadWorkerConfig({ ...ENVIRONMENT, ...more }, folder);
}

function loaded(instances: Record<string, unknown>, more: Record<string, string> = {}) {
  const result = load({ instances }, more);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return { instances: result.config.instances, warnings: result.warnings };
}

function faultsOf(content: unknown, more: Record<string, string> = {}) {
  const result = load(content, more);
  return result.ok ? [] : result.faults;
}

describe('a file of instances', () => {
  it('names each with its own address, user, secret and limits', () => {
    write('us-secret-value\n', 'us');
    const us = { ...US, clientId: { env: 'US_CLIENT' }, clientSecret: { file: 'us' } };
    const limits = { callsPer20Seconds: 30, concurrentCalls: '2' };
    const timeouts = { idleTimeout: '30s', leastThroughput: 2048 };
    const { instances, warnings } = loaded(
      { emea: { ...EMEA, ...limits, ...timeouts }, us },
      { US_CLIENT: 'us-client' },
    );
    expect([...instances.keys()]).toEqual(['emea', 'us']);
    expect(instances.get('emea')).toMatchObject({
      baseUrl: 'https://111-aaa-111.mktorest.com',
      clientId: 'emea-client',
      limits: { callsPer20s: 30, concurrentCalls: 2 },
      timeouts: { bodyIdleMs: 30_000, leastBytesPerSecond: 2_048 },
    });
    expect(instances.get('us')).toMatchObject({
      baseUrl: 'https://222-bbb-222.mktorest.com',
      clientId: 'us-client',
      limits: { callsPer20s: 50, concurrentCalls: 5 },
      timeouts: { bodyIdleMs: 60_000, leastBytesPerSecond: 1_024 },
    });
    expect(instances.get('emea')?.clientSecret()).toBe(SECRET);
    expect(instances.get('us')?.clientSecret()).toBe('us-secret-value');
    expect(warnings).toEqual([]);
  });

  it('takes what it leaves out from the variables of the same meaning', () => {
    const { instances } = loaded({ emea: EMEA }, { MARKETO_CONCURRENT_CALLS: '3' });
    expect(instances.get('emea')?.limits).toEqual({ callsPer20s: 50, concurrentCalls: 3 });
  });

  it('stands beside the instance of the variables, which is named default', () => {
    const { instances } = loaded({ emea: EMEA }, defaultInstance());
    expect([...instances.keys()]).toEqual(['default', 'emea']);
    expect(instances.get('default')?.clientId).toBe('client-1');
  });

  it('may define the default itself when the variables do not', () => {
    expect([...loaded({ default: EMEA }).instances.keys()]).toEqual(['default']);
  });

  it('reads a secret file anew for each token, for each instance its own', () => {
    write('first-secret', 'a');
    write('other-secret', 'b');
    const { instances } = loaded({
      emea: { ...EMEA, clientSecret: { file: 'a' } },
      us: { ...US, clientSecret: { file: join(folder, 'conf', 'b') } },
    });
    write('second-secret', 'a');
    expect(instances.get('emea')?.clientSecret()).toBe('second-secret');
    expect(instances.get('us')?.clientSecret()).toBe('other-secret');
  });

  it('may name its variables as this program does its own, without a warning', () => {
    const emea = { ...EMEA, clientSecret: { env: 'MARKETO_EMEA_SECRET' } };
    const { warnings } = loaded({ emea }, { MARKETO_EMEA_SECRET: SECRET });
    expect(warnings).toEqual([]);
  });

  it('is printed without secrets', () => {
    const printed = inspect(loaded({ emea: EMEA }), { depth: 9, showHidden: true });
    expect(printed).toContain('emea-client');
    expect(printed).not.toContain(SECRET);
  });

  it('warns of two users of one subscription, whose limits Marketo counts together', () => {
    const twin = { ...US, baseUrl: `${EMEA.baseUrl}/rest` };
    const { instances, warnings } = loaded({ emea: EMEA, twin });
    expect([...instances.keys()]).toEqual(['emea', 'twin']);
    expect(warnings).toEqual([
      expect.stringMatching(/"emea" and "twin" have the same base URL.*paid twice/),
    ]);
  });
});

describe('a fault of the file', () => {
  const AT = 'MARKETO_INSTANCES_FILE: instances.emea';
  it.each([
    ['an inline secret', { clientSecret: SECRET }, '.clientSecret', /written out.*\{"env": /],
    ['no secret', { clientSecret: undefined }, '.clientSecret', /where the secret is.*"file"/],
    ['two references', { clientSecret: { env: 'A', file: 'b' } }, '.clientSecret', /"env".*or/],
    ['an unset variable', { clientSecret: { env: 'NOT_SET' } }, '.clientSecret', /is not set/],
    ['a missing file', { clientSecret: { file: 'none' } }, '.clientSecret', /ENOENT/],
    ['no client id', { clientId: undefined }, '.clientId', /must be the client id/],
    ['a client id with blanks', { clientId: 'a b' }, '.clientId', /blanks/],
    ['no base URL', { baseUrl: undefined }, '.baseUrl', /must be the URL/],
    ['plain http', { baseUrl: 'http://mktorest.example' }, '.baseUrl', /"allowHttp": true/],
    ['an unknown member', { clientID: 'x' }, '.clientID', /Did you mean "clientId"/],
    ['a far-off member', { note: 'x' }, '.note', /Known here: baseUrl, clientId/],
    ['too many calls', { callsPer20Seconds: 101 }, '.callsPer20Seconds', /from 1 to 100/],
    ['half a call', { concurrentCalls: 1.5 }, '.concurrentCalls', /whole number/],
    ['a bare time', { idleTimeout: 60 }, '.idleTimeout', /no unit/],
    ['an empty size', { leastThroughput: ' ' }, '.leastThroughput', /is empty/],
    ['a list', { idleTimeout: ['1s'] }, '.idleTimeout', /a duration .* got an array/],
    ['a flag in words', { allowHttp: 'yes' }, '.allowHttp', /true or false/],
  ])('is told with its path: %s', (_what, member, path, gist) => {
    const faults = faultsOf({ instances: { emea: { ...EMEA, ...member } } });
    expect(faults).toEqual([
      { path: `${AT}${path}`, message: expect.stringMatching(gist) as string },
    ]);
  });

  it.each([
    ['broken JSON', `{"instances": {\n"emea": {"clientSecret": "${SECRET}",}}}`, /valid JSON/],
    ['a bare secret', SECRET, /not valid JSON/],
    ['a list', [EMEA], /must hold an object/],
    ['instances without names', { instances: [EMEA] }, /must hold an object/],
    ['no instance', { instances: {} }, /has 0 instances/],
    ['another top-level member', { instances: { emea: EMEA }, instance: {} }, /"instances"/],
    ['capitals', { instances: { EMEA } }, /small letters/],
    ['a name that climbs', { instances: { '..': EMEA } }, /cannot name an instance/],
    ['an instance that is text', { instances: { emea: 'x' } }, /must be an object/],
    ['an instance that is null', { instances: { emea: null } }, /must be an object/],
    ['an odd name', '{"instances": {"__proto__": {}}}', /cannot name an instance/],
  ])('is told: %s', (_what, content, gist) => {
    const faults = faultsOf(content);
    expect(faults).toEqual([
      {
        path: expect.stringMatching(/^MARKETO_INSTANCES_FILE/) as string,
        message: expect.stringMatching(gist) as string,
      },
    ]);
  });

  it('is that there is no such file, that it is a folder, or that it is far too large', () => {
    const variable = 'MARKETO_INSTANCES_FILE';
    const gistOf = (path: string) => {
      const result = loadWorkerConfig({ [variable]: path }, folder);
      return result.ok ? '' : result.faults.map((fault) => `${fault.path} ${fault.message}`).join();
    };
    write(`{"instances": {}, "x": "${'x'.repeat(1024 * 1024)}"}`, 'large');
    expect(gistOf('none')).toMatch(/^MARKETO_INSTANCES_FILE .*ENOENT/);
    expect(gistOf('.')).toMatch(/is no file/);
    expect(gistOf('conf/large')).toMatch(/at most 1048576 are read/);
  });

  it('does not hide the others', () => {
    const content = { instances: { emea: { ...EMEA, baseUrl: 'x y' }, us: { clientID: 1 } } };
    const paths = faultsOf(content, { EXTRACT_POLL_INTERVAL: '60' }).map(({ path }) => path);
    expect(paths.sort()).toEqual([
      'EXTRACT_POLL_INTERVAL',
      'MARKETO_INSTANCES_FILE: instances.emea.baseUrl',
      'MARKETO_INSTANCES_FILE: instances.us.baseUrl',
      'MARKETO_INSTANCES_FILE: instances.us.clientID',
      'MARKETO_INSTANCES_FILE: instances.us.clientId',
      'MARKETO_INSTANCES_FILE: instances.us.clientSecret',
    ]);
  });

  it('is the same user of the same subscription under two names', () => {
    const faults = faultsOf({ instances: { emea: EMEA, copy: EMEA } });
    expect(faults).toEqual([
      {
        path: 'MARKETO_INSTANCES_FILE: instances.copy',
        message: expect.stringMatching(/of "emea".*counted twice.*"dataset"/) as string,
      },
    ]);
  });

  it('is a default beside the one of the variables, whole or in part', () => {
    const whole = defaultInstance() as Record<string, string>;
    expect(faultsOf({ instances: { default: EMEA } }, whole)).toMatchObject([
      { path: 'MARKETO_INSTANCES_FILE: instances.default' },
    ]);
    const faults = faultsOf({ instances: { default: EMEA } }, { MARKETO_CLIENT_ID: 'x' });
    expect(faults.map(({ path }) => path)).toEqual([
      'MARKETO_BASE_URL',
      'MARKETO_CLIENT_SECRET',
      'MARKETO_INSTANCES_FILE: instances.default',
    ]);
  });
});

describe('no message holds a secret', () => {
  const anywhere = { baseUrl: SECRET, clientId: `${SECRET} x`, idleTimeout: SECRET };
  it.each([
    ['in every member', { instances: { emea: { ...EMEA, ...anywhere } } }],
    [
      'as the name of a variable',
      { instances: { emea: { ...EMEA, clientSecret: { env: `${SECRET}x` } } } },
    ],
    ['as a file', { instances: { emea: { ...EMEA, clientSecret: { file: `${SECRET}x` } } } }],
    [
      'written out, and as another member',
      {
        instances: {
          emea: { ...EMEA, clientSecret: 'another-secret', idleTimeout: 'another-secret' },
        },
      },
    ],
    [
      'in JSON that cannot be read',
      `{"instances": {"emea": {"clientSecret": "${SECRET}" "another-secret"}}}`,
    ],
    ['as the whole file', `"${SECRET}`],
  ])('%s', (_where, content) => {
    const result = load(content);
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toMatch(new RegExp(`${SECRET}|another-secret`));
  });
});

describe('a program that needs one instance', () => {
  const one = (name: string, more: Record<string, string> = {}) =>
    loadInstance({ ...ENVIRONMENT, ...more }, folder, name);

  it('gets it, whatever is wrong with the others', () => {
    write({ instances: { emea: EMEA, us: { ...US, clientSecret: { env: 'NOT_HERE' } } } });
    const result = one('emea');
    expect(result.ok && result.config.marketo.clientId).toBe('emea-client');
    expect(one('us')).toMatchObject({
      ok: false,
      faults: [{ path: 'MARKETO_INSTANCES_FILE: instances.us.clientSecret' }],
    });
  });

  it('is told which there are when there is none of that name', () => {
    write({ instances: { emea: EMEA, us: US } });
    expect(one('emae')).toMatchObject({
      faults: [
        {
          message: '"emae" names no configured instance. Did you mean "emea"? There are: emea, us',
        },
      ],
    });
    expect(one('default')).toMatchObject({ ok: false });
  });

  it('finds the default in the variables alone', () => {
    const result = loadInstance(defaultInstance(), folder, 'default');
    expect(result.ok && result.config.marketo.clientId).toBe('client-1');
  });
});
