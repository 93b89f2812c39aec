/** A Temporal server behind TLS: client certificates, a private authority, API keys, by the variables of docs/temporal-cloud.md. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../support/quiet-runtime.ts';
import { connectTemporal } from '../../src/client/connect.ts';
import { applySchedule } from '../../src/client/schedules/apply.ts';
import { startExtract } from '../../src/client/start-extract.ts';
import { runDoctor } from '../../src/doctor/run-doctor.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { connectToTemporal } from '../../src/worker/connect.ts';
import {
  certificateAuthority,
  clientCertificate,
  serverCertificate,
} from '../support/certificates.ts';
import { sectionOf } from '../support/document-sections.ts';
import { install, type Installation } from '../support/extraction.ts';
import { fencedBlocks } from '../support/fenced-blocks.ts';
import { type KeyProxy, startKeyProxy } from '../support/key-proxy.ts';
import { requestFor } from '../support/requests.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { runCli } from '../support/spawn-cli.ts';
import { temporalAddress } from '../support/temporal-server.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { startTlsProxy, type TlsProxy } from '../support/tls-proxy.ts';

const page = readFileSync(new URL('../../docs/temporal-cloud.md', import.meta.url), 'utf8');
const KEY = 'key-that-nobody-may-see';
type Env = Readonly<Record<string, string>>;

let folder: TemporaryFolder;
let mutual: TlsProxy;
let keyed: KeyProxy;
let at: Installation;
const path = (name: string) => join(folder.path, name);

/** A block of the page, with the addresses, files and namespace of this test in the place of the page's. */
function shown(section: string, language: string, address: string): string {
  const block = fencedBlocks(sectionOf(page, section)).find((each) => each.language === language);
  if (block === undefined) throw new Error(`${section} shows no ${language}`);
  return block.text
    .replaceAll(/[\w.-]+:7233/g, address)
    .replaceAll(/your-namespace\.a1b2c|marketing/g, 'default')
    .replaceAll('/etc/temporal', folder.path)
    .replaceAll('your-key', KEY);
}

function variables(text: string): Env {
  const lines = text.trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split('=', 2) as [string, string]));
}

const mutualEnv = () => variables(shown('A server of your own', 'ini', mutual.address));
const keyEnv = (): Env => ({
  ...variables(shown('API key', 'ini', keyed.address)),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: path('ca.pem'),
});
const without = (env: Env, ...names: readonly string[]): Env =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  const [authority, stranger] = [certificateAuthority('ours'), certificateAuthority('theirs')];
  const [client, foreign] = [clientCertificate(authority), clientCertificate(stranger)];
  const files: Env = {
    'ca.pem': authority.cert,
    'other-ca.pem': stranger.cert,
    'client.pem': client.cert,
    'client.key': client.key,
    'foreign.pem': foreign.cert,
    'foreign.key': foreign.key,
    'broken.toml': `[profile.default]\naddress = "h:1"\napi_key = "${KEY}\nnamespace = "n"\n`,
  };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(path(name), text)));
  mutual = await startTlsProxy(
    temporalAddress(),
    serverCertificate(authority, 'temporal.internal'),
    { clientAuthority: authority.cert },
  );
  keyed = await startKeyProxy({
    target: temporalAddress(),
    server: serverCertificate(authority),
    key: KEY,
    forbidden: ['/StartWorkflowExecution'],
  });
  at = await install({ workers: 0 });
});
afterAll(async () => {
  await at[Symbol.asyncDispose]();
  await mutual[Symbol.asyncDispose]();
  await keyed[Symbol.asyncDispose]();
  await folder.remove();
});

describe('behind TLS with a private authority and client certificates', () => {
  it('a worker and the command line extract', async () => {
    const env = { ...at.env, ...mutualEnv() };
    await at.startWorker(env);
    const request = JSON.stringify(requestFor('2026-10-01', '2026-10-01'));
    const run = await runCli(['start', '--file', '-', '--wait'], {
      env,
      stdin: request,
    });
    expect(run.stderr).not.toContain('Error');
    expect(run.code).toBe(0);
    expect([...mutual.serverNames]).toEqual(['temporal.internal']);
  });

  it('a profile does as well as variables, and schedules are applied by it', async () => {
    await writeFile(path('temporal.toml'), shown('Profiles', 'toml', mutual.address));
    const env = { TEMPORAL_PROFILE: 'cloud', TEMPORAL_CONFIG_FILE: path('temporal.toml') };
    const { client, close } = await connectTemporal({ env });
    const scheduleId = `tls-${randomUUID()}`;
    await applySchedule(client, {
      scheduleId,
      spec: { calendars: [{ hour: 2 }] },
      request: { filter: { createdAt: { previous: 'day', count: 1, timeZone: 'UTC' } } },
    });
    expect(await runInProcess(['schedule', 'show', scheduleId], env)).toMatchObject({ code: 0 });
    await client.schedule.getHandle(scheduleId).delete();
    await close();
  });
});

describe('an API key', () => {
  it('goes along as a bearer token, of clients and of workers', async () => {
    const { close } = await connectTemporal({ env: keyEnv() });
    await close();
    const signal = AbortSignal.timeout(20_000);
    const worker = await connectToTemporal(keyEnv(), createLogger('fatal'), signal);
    await worker.connection.close();
    expect([...keyed.seen]).toEqual([`Bearer ${KEY}`]);
  });

  it('that may not write is told so when something is started', async () => {
    const { client, close } = await connectTemporal({ env: keyEnv() });
    const starting = startExtract(client, requestFor('2026-10-01', '2026-10-01') as never);
    await expect(starting).rejects.toThrow(
      /refuses: 7 PERMISSION_DENIED: Request unauthorized\. Does TEMPORAL_API_KEY.*"default", with write permission/,
    );
    await close();
  });
});

interface Fault {
  readonly name: string;
  readonly env: () => Env;
  readonly says: RegExp;
  /** What doctor says of it when it is the configuration that is wrong. */
  readonly check?: 'configuration.temporal';
}

const CERTIFICATE = ['TEMPORAL_TLS_CLIENT_CERT_PATH', 'TEMPORAL_TLS_CLIENT_KEY_PATH'];
const wrongConfiguration = { check: 'configuration.temporal' } as const;

const FAULTS: readonly Fault[] = [
  {
    name: 'no client certificate',
    env: () => without(mutualEnv(), ...CERTIFICATE),
    says: /for want of a client certificate.* Set TEMPORAL_TLS_CLIENT_CERT_PATH/,
  },
  {
    name: 'a client certificate of another authority',
    env: () => ({
      ...mutualEnv(),
      TEMPORAL_TLS_CLIENT_CERT_PATH: path('foreign.pem'),
      TEMPORAL_TLS_CLIENT_KEY_PATH: path('foreign.key'),
    }),
    says: /for want of a client certificate that it trusts.* of an authority that the namespace knows/,
  },
  {
    name: 'another authority of the server',
    env: () => ({ ...mutualEnv(), TEMPORAL_TLS_SERVER_CA_CERT_PATH: path('other-ca.pem') }),
    says: /an authority that is not trusted here.* Set TEMPORAL_TLS_SERVER_CA_CERT_PATH/,
  },
  {
    name: 'public authorities alone',
    env: () => without(mutualEnv(), 'TEMPORAL_TLS_SERVER_CA_CERT_PATH'),
    says: /an authority that is not trusted here/,
  },
  {
    name: 'another name of the server',
    env: () => without(mutualEnv(), 'TEMPORAL_TLS_SERVER_NAME'),
    says: /for another name.* TEMPORAL_TLS_SERVER_NAME/,
  },
  {
    name: 'no TLS where it is wanted',
    env: () => ({ TEMPORAL_ADDRESS: mutual.address }),
    says: /it speaks TLS, and TLS is not turned on here.* TEMPORAL_TLS=true/,
  },
  {
    name: 'TLS where there is none',
    env: () => ({ TEMPORAL_ADDRESS: temporalAddress(), TEMPORAL_TLS: 'true' }),
    says: /does not speak TLS.* TEMPORAL_TLS=false/,
  },
  {
    name: 'a wrong API key',
    env: () => ({ ...keyEnv(), TEMPORAL_API_KEY: 'another-key' }),
    says: /refuses.*(API.KEY|API key).* expire/s,
  },
];

const CONFIGURATION_FAULTS: readonly Fault[] = [
  {
    ...wrongConfiguration,
    name: 'a certificate without its key',
    env: () => without(mutualEnv(), 'TEMPORAL_TLS_CLIENT_KEY_PATH'),
    says: /CLIENT_CERT_PATH.* is set without TEMPORAL_TLS_CLIENT_KEY_PATH/,
  },
  {
    ...wrongConfiguration,
    name: 'the key of another certificate',
    env: () => ({ ...mutualEnv(), TEMPORAL_TLS_CLIENT_KEY_PATH: path('foreign.key') }),
    says: /is not the key of the certificate/,
  },
  {
    ...wrongConfiguration,
    name: 'a certificate in the place of the key',
    env: () => ({ ...mutualEnv(), TEMPORAL_TLS_CLIENT_KEY_PATH: path('client.pem') }),
    says: /holds no key that can be read/,
  },
  {
    ...wrongConfiguration,
    name: 'a key in the place of the authority',
    env: () => ({ ...mutualEnv(), TEMPORAL_TLS_SERVER_CA_CERT_PATH: path('client.key') }),
    says: /TEMPORAL_TLS_SERVER_CA_CERT_PATH.* holds no certificate/,
  },
  {
    ...wrongConfiguration,
    name: 'a file that is not there',
    env: () => ({ ...mutualEnv(), TEMPORAL_TLS_CLIENT_CERT_PATH: path('no.pem') }),
    says: /no such file.*no\.pem/,
  },
  {
    ...wrongConfiguration,
    name: 'a profile file that is broken beside its key',
    env: () => ({ TEMPORAL_CONFIG_FILE: path('broken.toml') }),
    says: /configuration cannot be used: Invalid TOML/,
  },
];

const secret = /-----BEGIN|key-that-nobody|another-key|MII[A-Za-z0-9+/]{20}/;

describe.concurrent.each([...FAULTS, ...CONFIGURATION_FAULTS])('$name', ({ env, says, check }) => {
  it('is told by client and doctor with what to do, and without keys and certificates', async ({
    expect,
  }) => {
    const [error, report] = await Promise.all([
      connectTemporal({ env: env(), timeoutMs: 2_500 }).catch((thrown: unknown) => thrown),
      runDoctor({
        cwd: folder.path,
        environment: env(),
        only: ['configuration', 'temporal'],
        timeoutMs: 5_000,
        signal: AbortSignal.timeout(20_000),
      }),
    ]);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(says);
    const finding = report.findings.find(({ check: of }) => of === (check ?? 'temporal.server'));
    expect(finding?.status).toBe('problem');
    expect(`${finding?.message} ${finding?.remedy}`).toMatch(check ? says : /TEMPORAL_/);
    expect(JSON.stringify([report, String(error)])).not.toMatch(secret);
  });
});

describe.each(FAULTS)('$name', ({ env, says }) => {
  it('is told by a worker, which tries again', async () => {
    const log = createLogger('warn');
    const lines: string[] = [];
    const stop = new AbortController();
    log.warn = (facts: unknown, text?: string) => {
      lines.push(JSON.stringify(facts), text ?? '');
      stop.abort();
    };
    await expect(connectToTemporal(env(), log, stop.signal)).rejects.toThrow('abort');
    expect(lines.join(' ')).toMatch(says);
    expect(lines.join(' ')).not.toMatch(secret);
  });
});

describe.each(CONFIGURATION_FAULTS)('$name', ({ env, says }) => {
  it('stops the command line with exit code 2', async () => {
    const { code, err } = await runInProcess(['status', 'any'], env());
    expect(code).toBe(2);
    expect(err).toMatch(says);
  });
});

it('a command that is refused does not advise to start a server', async () => {
  const refused = await runInProcess(['status', 'any'], {
    ...keyEnv(),
    TEMPORAL_API_KEY: 'another-key',
  });
  expect(refused.code).toBe(5);
  expect(refused.err).toMatch(/refuses: 16 UNAUTHENTICATED/);
  expect(refused.err).not.toContain('server on this machine');
});
