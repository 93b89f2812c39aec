import type { ExtractOutcome } from '../client/extract-outcome.ts';
import { FAILURE } from '../interface/names.ts';

/** Exit codes of every command; scripts rely on them. */
export const EXIT = {
  done: 0,
  failed: 1,
  /** The request or the command line is wrong; nothing was started. */
  badRequest: 2,
  cancelled: 3,
  /** Temporal, or Marketo where a command asks it directly. */
  unreachable: 4,
  /** Marketo or Temporal does not accept the credentials, or not for this. */
  denied: 5,
  /** Ctrl-C ended the watching, not the extraction: 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code of a run that has ended. */
export function exitCodeOf(outcome: ExtractOutcome): ExitCode {
  switch (outcome.status) {
    case 'completed':
      return EXIT.done;
    case 'cancelled':
      return EXIT.cancelled;
    case 'failed':
      return outcome.type === FAILURE.invalidRequest ? EXIT.badRequest : EXIT.failed;
    case 'terminated':
    case 'timedOut':
      return EXIT.failed;
  }
}

/** The command line, or a file that it names, is wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Errors by which nothing was done, because of what was asked. */
const REFUSALS: ReadonlySet<string> = new Set([
  'UsageError',
  'InvalidRequestError',
  'InvalidScheduleError',
  'BackfillRefusedError',
  'PayloadCodecError',
  'TemporalConfigurationError',
  'TracingError',
]);

/**
 * The exit code of an error that ended a command. By name: loading the classes here would load Temporal's client
 * for `--help` too.
 */
export function exitCodeOfError(error: unknown): ExitCode {
  if (!(error instanceof Error)) return EXIT.failed;
  if (REFUSALS.has(error.name)) return EXIT.badRequest;
  if (error.name === 'TemporalUnreachableError') return EXIT.unreachable;
  if (error.name === 'TemporalRefusedError') return EXIT.denied;
  if (error.name === 'MarketoError') return exitCodeOfMarketo(error);
  const refused = 'type' in error && error.type === FAILURE.invalidRequest;
  return refused ? EXIT.badRequest : EXIT.failed;
}

const OF_MARKETO: Readonly<Record<string, ExitCode>> = {
  badCredentials: EXIT.denied,
  tokenRefused: EXIT.denied,
  accessDenied: EXIT.denied,
  connection: EXIT.unreachable,
  unavailable: EXIT.unreachable,
};

function exitCodeOfMarketo(error: Error): ExitCode {
  const kind = 'kind' in error ? String(error.kind) : '';
  return OF_MARKETO[kind] ?? EXIT.failed;
}
