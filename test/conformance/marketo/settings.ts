/** Where the conformance tests run and how much they may cost, from the environment. */
import { normalizeBaseUrl } from '../../../src/marketo/base-url.ts';

/** Every variable that is read; documented in `docs/conformance.md`. */
export const CONFORMANCE_VARIABLES = [
  'MARKETO_CONFORMANCE_URL',
  'MARKETO_CONFORMANCE_CLIENT_ID',
  'MARKETO_CONFORMANCE_CLIENT_SECRET',
  'MARKETO_CONFORMANCE_COSTLY',
  'MARKETO_CONFORMANCE_WINDOW_START',
  'MARKETO_CONFORMANCE_JOB_WAIT_MINUTES',
  'MARKETO_CONFORMANCE_REPORT',
] as const;

type Variable = (typeof CONFORMANCE_VARIABLES)[number];
export type Environment = Readonly<Partial<Record<Variable, string>>>;

export interface Credentials {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Settings {
  /** Absent: an emulator in this process. */
  readonly instance?: Credentials;
  /** More exports, and a body of a megabyte. Default no. */
  readonly costly: boolean;
  /** First second of the minute that is exported. Default noon (UTC) of yesterday. */
  readonly windowStart: Date;
  /** How long an export may take. Default 30 minutes. */
  readonly jobWaitMs: number;
  /** Path of the JSON report; none by default. */
  readonly reportPath?: string;
}

/** Throws with what is missing or wrong; an empty variable counts as unset. */
export function readSettings(environment: Environment, nowMs = Date.now()): Settings {
  const read = (variable: Variable) => environment[variable]?.trim() || undefined;
  const instance = readInstance(read);
  const reportPath = read('MARKETO_CONFORMANCE_REPORT');
  return {
    ...(instance === undefined ? {} : { instance }),
    costly: read('MARKETO_CONFORMANCE_COSTLY') === '1',
    windowStart: readStart(read('MARKETO_CONFORMANCE_WINDOW_START'), nowMs),
    jobWaitMs: readMinutes(read('MARKETO_CONFORMANCE_JOB_WAIT_MINUTES')) * 60_000,
    ...(reportPath === undefined ? {} : { reportPath }),
  };
}

function readInstance(read: (variable: Variable) => string | undefined): Credentials | undefined {
  const url = read('MARKETO_CONFORMANCE_URL');
  if (url === undefined) return undefined;
  const baseUrl = normalizeBaseUrl(url);
  if (!baseUrl.ok) throw new Error(`MARKETO_CONFORMANCE_URL: ${baseUrl.fault}`);
  const clientId = read('MARKETO_CONFORMANCE_CLIENT_ID');
  const clientSecret = read('MARKETO_CONFORMANCE_CLIENT_SECRET');
  if (clientId === undefined || clientSecret === undefined) {
    throw new Error(
      'MARKETO_CONFORMANCE_URL is set, so MARKETO_CONFORMANCE_CLIENT_ID and _CLIENT_SECRET are needed too',
    );
  }
  return { baseUrl: baseUrl.url, clientId, clientSecret };
}

function readStart(text: string | undefined, nowMs: number): Date {
  const yesterday = new Date(nowMs - 86_400_000).toISOString().slice(0, 10);
  const start = new Date(text ?? `${yesterday}T12:00:00Z`);
  if (Number.isNaN(start.getTime())) {
    throw new Error('MARKETO_CONFORMANCE_WINDOW_START is no moment, write 2026-11-01T12:00:00Z');
  }
  return start;
}

function readMinutes(text: string | undefined): number {
  const minutes = Number(text ?? '30');
  if (minutes > 0 && Number.isFinite(minutes)) return minutes;
  throw new Error('MARKETO_CONFORMANCE_JOB_WAIT_MINUTES is no number of minutes above 0');
}
