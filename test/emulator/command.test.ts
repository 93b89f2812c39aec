import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emulatorCommand } from '../../src/emulator/command.ts';
import { switchRows } from '../../src/emulator/switches.ts';
import { nodeArguments } from '../support/compiled-sources.ts';
import { BULK } from './session.ts';
import { selfSigned } from '../support/certificates.ts';

const { cert, key } = selfSigned();
const dispatcher = new Agent({ connect: { ca: cert } });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emulator-command-'));
  await writeFile(join(folder, 'cert.pem'), cert);
  await writeFile(join(folder, 'key.pem'), key);
  await writeFile(join(folder, 'rules.json'), '[{ "on": "list", "do": { "errorCode": "608" } }]');
  await writeFile(join(folder, 'wrong.json'), '[{ "on": "lists", "do": {} }]');
});
afterAll(async () => {
  await dispatcher.close();
  await rm(folder, { recursive: true });
});

/** The command in a process of its own, as the program runs it. */
function start(...args: string[]) {
  const node = [...nodeArguments('test/support/emulator-command.ts'), ...args];
  const child = spawn(process.execPath, node, { stdio: ['ignore', 'pipe', 'pipe'] });
  return { child, exited: once(child, 'exit') };
}

test('users, switches, faults and TLS of the command line are those of the emulator', async () => {
  const file = (name: string) => join(folder, name);
  const { child, exited } = start(
    ...['--output', 'json', '--user', 'one:s:1', '--user', 'two:2'],
    ...['--switch', 'cancelledSpelling=Canceled', '--switch', 'unknownJobCode=1013'],
    ...['--faults', file('rules.json')],
    ...['--tls-cert', file('cert.pem'), '--tls-key', file('key.pem')],
  );
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const ready = JSON.parse(line.toString()) as Record<string, string>;
  expect(ready).toEqual({
    url: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/) as string,
    clientId: 'one',
    clientSecret: 's:1',
  });
  const url = ready['url'] ?? '';
  const token = async (id: string, secret: string) => {
    const query = `grant_type=client_credentials&client_id=${id}&client_secret=${secret}`;
    const { body } = await request(`${url}/identity/oauth/token?${query}`, { dispatcher });
    return ((await body.json()) as { access_token: string }).access_token;
  };
  const first = await token('one', 's:1');
  expect(await token('two', '2')).not.toBe(first);
  const codeOf = async (path: string) => {
    const headers = { authorization: `Bearer ${first}` };
    const { body } = await request(`${url}${BULK}${path}`, { dispatcher, headers });
    return ((await body.json()) as { errors: { code: string }[] }).errors[0]?.code;
  };
  expect(await codeOf('.json')).toBe('608');
  expect(await codeOf('/none/status.json')).toBe('1013');
  child.kill('SIGTERM');
  expect((await exited)[0]).toBe(0);
});

test.each([
  ['0.0.0.0', 'http://127.0.0.1:', ['127.0.0.1', '127.0.0.2']],
  ['127.0.0.2', 'http://127.0.0.2:', ['127.0.0.2']],
])('--host %s: the ready line says %s, and it is reached by %j', async (host, said, reachedBy) => {
  const { child, exited } = start('--host', host, '--output', 'json');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { url } = JSON.parse(line.toString()) as { readonly url: string };
  expect(url.slice(0, said.length)).toBe(said);
  const { port } = new URL(url);
  const answers = (address: string) =>
    request(`http://${address}:${port}/_emulator/clock`).then(
      ({ statusCode }) => statusCode === 200,
      () => false,
    );
  const tried = ['127.0.0.1', '127.0.0.2'];
  const reached = await Promise.all(tried.map(answers));
  expect(tried.filter((_, index) => reached[index])).toEqual(reachedBy);
  child.kill('SIGTERM');
  expect((await exited)[0]).toBe(0);
});

test.each([
  [['--user', 'nobody'], /Expected id:secret/],
  [['--switch', 'guids=roman'], /it is mixed, digits/],
  [['--scale', '-1'], /not negative/],
  [['--host', 'everywhere'], /Expected an IP address/],
])('%j is refused with a reason', (args, reason) => {
  const refused: string[] = [];
  const command = emulatorCommand()
    .exitOverride()
    .configureOutput({ writeErr: (text) => refused.push(text) });
  expect(() => command.parse(args, { from: 'user' })).toThrow();
  expect(refused.join('')).toMatch(reason);
});

test.each([
  [['--faults', 'wrong.json'], /wrong\.json: Fault rules: .*expected one of "identity"/s],
  [['--tls-cert', 'cert.pem'], /--tls-cert and --tls-key go together/],
])('%j ends the command with a reason', async ([flag = '', name = ''], reason) => {
  const command = emulatorCommand().exitOverride();
  const running = command.parseAsync([flag, join(folder, name)], { from: 'user' });
  await expect(running).rejects.toThrow(reason);
});

test('the help names every switch with its values, and shows examples', () => {
  const written: string[] = [];
  const command = emulatorCommand()
    .exitOverride()
    .configureOutput({ writeOut: (text) => written.push(text) });
  expect(() => command.parse(['--help'], { from: 'user' })).toThrow();
  const help = written.join('');
  for (const [name, { values }] of Object.entries(switchRows)) {
    expect(help).toContain(`  ${name}=${values.join('|')}`);
  }
  expect(help.match(/\$ marketo-extract emulator/g)).toHaveLength(4);
});
