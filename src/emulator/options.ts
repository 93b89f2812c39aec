import { isIP } from 'node:net';
import type { UniverseOptions } from './data/universe.ts';
import type { FaultRule } from './faults/rule.ts';
import type { ApiUser } from './identity/api-user.ts';
import type { EnvironmentChange } from './jobs/environment.ts';
import * as limits from './limits.ts';
import type { QuotaZone } from './quota-day.ts';
import { resolveSwitches, type Switches } from './switches.ts';
import { parseFaultRules } from './faults/rule.ts';

/** PEM texts, as `node:https` takes them. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** What `startEmulator` takes; times are emulator time, which `scale` runs faster than ours. */
export interface EmulatorOptions {
  /** IP address to listen on; `0.0.0.0` and `::` are all addresses of the machine. Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free one. */
  readonly port?: number;
  /** Serve https with this certificate, which has to name the host of the URL. Default plain http. */
  readonly tls?: TlsFiles;
  /** API users; each sees only its own jobs. Default one, `demo` / `demo`. */
  readonly users?: readonly ApiUser[];
  /** Where the emulator's clock starts: epoch milliseconds or ISO-8601. Default the real time. */
  readonly startTime?: number | string;
  /** Emulator seconds per real second. Default 1; 0 stops the clock. */
  readonly scale?: number;
  /** Decides every activity. Default 1. */
  readonly seed?: number;
  /** Activities of all types a day, spread evenly. Default 5000 (about 1.7 MB of CSV). */
  readonly activitiesPerDay?: number;
  /** Share (0…1) of rows exportable only after their date, and longest delay. Default 0 and a day. */
  readonly lateShare?: number;
  readonly lateSeconds?: number;
  /** Seconds a job waits at least before it runs. Default 30. */
  readonly queueSeconds?: number;
  /** Seconds a job runs at least; longer until its file is measured. Default 60. */
  readonly processingSeconds?: number;
  /** Seconds a changed status may take to show; 0 for none. Default 60. */
  readonly statusLagSeconds?: number;
  /** Life of a token in seconds. Default 3600. */
  readonly tokenLifeSeconds?: number;
  /** Daily export volume in bytes; null for none. Default 500,000,000. */
  readonly quotaBytes?: number | null;
  /** Whose midnight ends the quota day. Default America/Chicago. */
  readonly quotaZone?: QuotaZone;
  /** Calls in a span (606), at once (615), a day (607); null for no limit. Defaults 100, 10, 50,000. */
  readonly callsPerSpan?: number | null;
  readonly callSpanSeconds?: number;
  readonly concurrentCalls?: number | null;
  readonly dailyCalls?: number | null;
  /** Days after which a file is gone; §2.5 has the older figure of 10. Default 7. */
  readonly fileDays?: number;
  /** Filters that the subscription does not have (1035), like updatedAt or smartListId. Default none. */
  readonly unsupportedFilters?: readonly string[];
  /** Initial hold of jobs and load by other tools. */
  readonly environment?: EnvironmentChange;
  /** Faults from the start. */
  readonly faults?: readonly FaultRule[];
  /** Other readings of what is not documented. */
  readonly switches?: Partial<Switches>;
}

/** Options with every default applied. */
export interface ResolvedOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsFiles | undefined;
  readonly users: readonly ApiUser[];
  readonly startMs: number;
  readonly scale: number;
  readonly universe: UniverseOptions;
  readonly queueSeconds: number;
  readonly processingSeconds: number;
  readonly statusLagSeconds: number;
  readonly tokenLifeSeconds: number;
  readonly quotaBytes: number;
  readonly quotaZone: QuotaZone;
  readonly callsPerSpan: number | null;
  readonly callSpanSeconds: number;
  readonly concurrentCalls: number | null;
  readonly dailyCalls: number | null;
  readonly fileDays: number;
  readonly unsupportedFilters: readonly string[];
  readonly environment: EnvironmentChange;
  readonly faults: readonly FaultRule[];
  readonly switches: Switches;
}

/** Applies the defaults, once. */
export function resolveOptions(options: EmulatorOptions): ResolvedOptions {
  const switches = resolveSwitches(options.switches);
  return {
    host: ipAddress(options.host ?? '127.0.0.1'),
    port: options.port ?? 0,
    tls: options.tls,
    users: options.users ?? [{ clientId: 'demo', clientSecret: 'demo' }],
    startMs: moment(options.startTime ?? Date.now()),
    scale: options.scale ?? 1,
    universe: universeOptions(options, switches),
    queueSeconds: options.queueSeconds ?? 30,
    processingSeconds: options.processingSeconds ?? 60,
    statusLagSeconds: options.statusLagSeconds ?? limits.STATUS_LAG_SECONDS,
    tokenLifeSeconds: options.tokenLifeSeconds ?? limits.TOKEN_LIFE_SECONDS,
    quotaZone: options.quotaZone ?? 'America/Chicago',
    ...limitOptions(options),
    unsupportedFilters: options.unsupportedFilters ?? [],
    environment: options.environment ?? {},
    faults: parseFaultRules(options.faults ?? []),
    switches,
  };
}

function limitOptions(options: EmulatorOptions) {
  return {
    quotaBytes:
      options.quotaBytes === null ? Infinity : (options.quotaBytes ?? limits.DAILY_QUOTA_BYTES),
    callsPerSpan: orDefault(options.callsPerSpan, limits.CALLS_PER_SPAN),
    callSpanSeconds: options.callSpanSeconds ?? limits.CALL_SPAN_SECONDS,
    concurrentCalls: orDefault(options.concurrentCalls, limits.CONCURRENT_CALLS),
    dailyCalls: orDefault(options.dailyCalls, limits.DAILY_CALLS),
    fileDays: options.fileDays ?? limits.FILE_DAYS,
  };
}

function universeOptions(
  options: EmulatorOptions,
  { dirtyRows, guids }: Switches,
): UniverseOptions {
  return {
    seed: options.seed ?? 1,
    activitiesPerDay: options.activitiesPerDay ?? 5000,
    lateShare: options.lateShare ?? 0,
    lateSeconds: options.lateSeconds ?? 86_400,
    dirtyRows,
    guids,
  };
}

/** null means "no limit" here, so `??` would not do. */
function orDefault(value: number | null | undefined, fallback: number): number | null {
  return value === undefined ? fallback : value;
}

function ipAddress(host: string): string {
  if (isIP(host) !== 0) return host;
  throw new RangeError(`host is no IP address: ${host}. Write 0.0.0.0 for all of this machine`);
}

function moment(time: number | string): number {
  const ms = new Date(time).getTime();
  if (Number.isNaN(ms)) throw new RangeError(`startTime is not a moment: ${time}`);
  return ms;
}
