import { readFile } from 'node:fs/promises';
import { parseFaultRules, type FaultRule } from './faults/rule.ts';
import type { ApiUser } from './identity/api-user.ts';
import type { EmulatorOptions, TlsFiles } from './options.ts';
import type { QuotaZone } from './quota-day.ts';
import type { Switches } from './switches.ts';

/** What the command line gives. */
export interface CommandOptions {
  readonly host: string;
  readonly port: number;
  readonly user?: readonly ApiUser[];
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly faults?: string;
  readonly switch?: Partial<Switches>;
  readonly output: 'text' | 'json';
  readonly seed: number;
  readonly activitiesPerDay: number;
  readonly lateShare: number;
  readonly scale: number;
  readonly startTime?: string;
  readonly queueSeconds: number;
  readonly processingSeconds: number;
  readonly statusLag: number;
  readonly quotaBytes: number;
  readonly quotaZone: QuotaZone;
  readonly fileDays: number;
  readonly tokenLife: number;
}

/** The options of the emulator, with the files read that the command line names. */
export async function emulatorOptions(options: CommandOptions): Promise<EmulatorOptions> {
  const { user, tlsCert, tlsKey, faults, output: _output, ...rest } = options;
  const { statusLag, tokenLife, switch: switches, ...same } = rest;
  const tls = await readTls(tlsCert, tlsKey);
  return {
    ...same,
    statusLagSeconds: statusLag,
    tokenLifeSeconds: tokenLife,
    ...(user === undefined ? {} : { users: user }),
    ...(switches === undefined ? {} : { switches }),
    ...(tls === undefined ? {} : { tls }),
    faults: faults === undefined ? [] : await readFaults(faults),
  };
}

async function readTls(cert?: string, key?: string): Promise<TlsFiles | undefined> {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    throw new Error('--tls-cert and --tls-key go together');
  }
  return { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
}

async function readFaults(path: string): Promise<readonly FaultRule[]> {
  try {
    return parseFaultRules(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
