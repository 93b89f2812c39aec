import { Command, InvalidArgumentError, Option } from 'commander';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { helpBelow } from './command-help.ts';
import { emulatorOptions, type CommandOptions } from './command-options.ts';
import { startEmulator, type Emulator } from './index.ts';
import type { ApiUser } from './identity/api-user.ts';
import { readSwitch, type Switches } from './switches.ts';

/** `emulator`: runs a Marketo stand-in until SIGINT or SIGTERM. */
export function emulatorCommand(): Command {
  const command = new Command('emulator')
    .summary('run a Marketo stand-in on this machine')
    .description('run a Marketo stand-in on this machine; all times are its own')
    .option(
      '--host <ip>',
      'address to listen on; 0.0.0.0 for all, as in a container',
      ip,
      '127.0.0.1',
    )
    .addOption(numeric('--port <number>', '0 for any free one', 0))
    .option('--user <id:secret>', 'an API user, may be repeated (default: demo:demo)', addUser)
    .option('--tls-cert <file>', 'PEM certificate for the host: serve https')
    .option('--tls-key <file>', 'its PEM key')
    .option('--faults <file>', 'JSON file with an array of fault rules')
    .option('--switch <name=value>', 'another reading, may be repeated; see below', addSwitch)
    .addOption(
      new Option('--output <form>', 'of the ready line').choices(['text', 'json']).default('text'),
    );
  for (const option of [...worldOptions(), ...limitOptions()]) command.addOption(option);
  return command.addHelpText('after', helpBelow()).action(run);
}

function worldOptions(): Option[] {
  return [
    numeric('--seed <number>', 'decides every activity', 1),
    numeric('--activities-per-day <number>', 'activities of all types a day', 5000),
    numeric('--late-share <share>', 'share (0 to 1) of rows that come up to a day late', 0),
    numeric('--scale <number>', 'emulator seconds per real second; 0 stops its clock', 1),
    new Option('--start-time <iso>', 'where its clock starts (default: now)'),
    numeric('--queue-seconds <seconds>', 'least time a job waits', 30),
    numeric('--processing-seconds <seconds>', 'least time a job runs', 60),
    numeric('--status-lag <seconds>', 'longest time a changed status takes to show', 60),
  ];
}

function limitOptions(): Option[] {
  return [
    numeric('--quota-bytes <bytes>', 'daily export volume', 500_000_000),
    new Option('--quota-zone <zone>', 'whose midnight ends the quota day')
      .choices(['America/Chicago', 'UTC-6'])
      .default('America/Chicago'),
    numeric('--file-days <days>', 'days that a file is kept', 7),
    numeric('--token-life <seconds>', 'life of a token', 3600),
  ];
}

function numeric(flags: string, description: string, fallback: number): Option {
  return new Option(flags, description).default(fallback).argParser((text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
    throw new InvalidArgumentError('Expected a number that is not negative.');
  });
}

function ip(text: string): string {
  if (isIP(text) !== 0) return text;
  throw new InvalidArgumentError('Expected an IP address, such as 127.0.0.1, 0.0.0.0 or ::1.');
}

function addUser(text: string, users: readonly ApiUser[] = []): readonly ApiUser[] {
  const [, clientId, clientSecret] = /^([^:]+):(.+)$/.exec(text) ?? [];
  if (clientId === undefined || clientSecret === undefined) {
    throw new InvalidArgumentError('Expected id:secret.');
  }
  return [...users, { clientId, clientSecret }];
}

function addSwitch(text: string, switches: Partial<Switches> = {}): Partial<Switches> {
  try {
    return { ...switches, ...readSwitch(text) };
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

async function run(options: CommandOptions): Promise<void> {
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const emulator = await startEmulator(await emulatorOptions(options));
  process.stdout.write(`${readyLine(emulator, options.output)}\n`);
  await stopped;
  await emulator.close();
}

function readyLine({ url, clientId, clientSecret }: Emulator, output: 'text' | 'json'): string {
  if (output === 'json') return JSON.stringify({ url, clientId, clientSecret });
  return `Marketo emulator at ${url}, client id ${clientId}, client secret ${clientSecret}`;
}
