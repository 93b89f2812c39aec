/** JSON logs, one line each, to stdout: pino, with what must never be logged taken out by name. */
import { DefaultLogger, type Logger, type LogLevel as TemporalLevel } from '@temporalio/worker';
import { type Logger as Pino, pino } from 'pino';

const SECRET_NAMES = [
  'access_token',
  'accessToken',
  'authorization',
  'Authorization',
  'client_secret',
  'clientSecret',
  'password',
];

const LEVELS = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
} as const satisfies Record<TemporalLevel, string>;

export function createLogger(level: string): Pino {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: '[redacted]',
    },
  });
}

/** The SDK's own lines and those of workflows and activities, which carry workflow, run and activity ids. */
export function temporalLogger(log: Pino): Logger {
  return new DefaultLogger(leastLevel(log), ({ level, message, meta }) => {
    log[LEVELS[level]](plainMeta(meta ?? {}), message);
  });
}

/** The SDK has several lines for every step: what nobody is to see is dropped before it is put together. */
function leastLevel(log: Pino): TemporalLevel {
  const levels = Object.keys(LEVELS) as TemporalLevel[];
  return levels.find((level) => log.isLevelEnabled(LEVELS[level])) ?? 'ERROR';
}

/** Symbols and task tokens are of no use to a reader; an error is told by its words. */
function plainMeta(meta: Readonly<Record<string | symbol, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(meta)
      .filter(([name]) => name !== 'taskToken')
      .map(([name, value]) => [name, value instanceof Error ? errorFacts(value) : value]),
  );
}

function errorFacts({ name, message, stack }: Error) {
  return { name, message, stack };
}
