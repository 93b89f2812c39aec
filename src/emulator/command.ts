import { Command, InvalidArgumentError, Option } from 'commander';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { parseFaultRules, type FaultRule } from './faults/rule.ts';
import { startEmulator, type Emulator, type EmulatorOptions } from './index.ts';

interface CommandOptions {
  readonly port: number;
  readonly seed: number;
  readonly scale: number;
  readonly startTime?: string;
  readonly activitiesPerDay: number;
  readonly quotaBytes: number;
  readonly statusLag: number;
  readonly queueSeconds: number;
  readonly processingSeconds: number;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly faults?: string;
  readonly output: 'text' | 'json';
}

/** `emulator`: runs a Marketo stand-in until SIGINT or SIGTERM. */
export function emulatorCommand(): Command {
  return new Command('emulator')
    .description('run a Marketo stand-in on this machine; all times are its own')
    .addOption(numeric('--port <number>', 'port on 127.0.0.1; 0 for any free one', 0))
    .addOption(numeric('--seed <number>', 'decides every activity', 1))
    .addOption(
      numeric('--scale <number>', 'emulator seconds per real second; 0 stops its clock', 1),
    )
    .option('--start-time <iso>', 'where its clock starts (default: now)')
    .addOption(numeric('--activities-per-day <number>', 'activities of all types a day', 5000))
    .addOption(numeric('--quota-bytes <bytes>', 'daily export volume', 500_000_000))
    .addOption(numeric('--status-lag <seconds>', 'longest time a changed status takes to show', 60))
    .addOption(numeric('--queue-seconds <seconds>', 'least time a job waits', 30))
    .addOption(numeric('--processing-seconds <seconds>', 'least time a job runs', 60))
    .option('--client-id <id>', 'the API user', 'demo')
    .option('--client-secret <secret>', 'its secret', 'demo')
    .option('--faults <file>', 'JSON file with an array of fault rules')
    .addOption(
      new Option('--output <form>', 'of the ready line').choices(['text', 'json']).default('text'),
    )
    .action(run);
}

function numeric(flags: string, description: string, fallback: number): Option {
  return new Option(flags, description).default(fallback).argParser((text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
    throw new InvalidArgumentError('Expected a number that is not negative.');
  });
}

async function run(options: CommandOptions): Promise<void> {
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const emulator = await startEmulator(await emulatorOptions(options));
  process.stdout.write(`${readyLine(emulator, options.output)}\n`);
  await stopped;
  await emulator.close();
}

async function emulatorOptions(options: CommandOptions): Promise<EmulatorOptions> {
  const { clientId, clientSecret, statusLag, startTime, faults, ...rest } = options;
  return {
    ...rest,
    users: [{ clientId, clientSecret }],
    statusLagSeconds: statusLag,
    faults: faults === undefined ? [] : await readFaults(faults),
    ...(startTime === undefined ? {} : { startTime }),
  };
}

async function readFaults(path: string): Promise<readonly FaultRule[]> {
  return parseFaultRules(JSON.parse(await readFile(path, 'utf8')));
}

function readyLine({ url, clientId, clientSecret }: Emulator, output: 'text' | 'json'): string {
  if (output === 'json') return JSON.stringify({ url, clientId, clientSecret });
  return `Marketo emulator at ${url}, client id ${clientId}, client secret ${clientSecret}`;
}
