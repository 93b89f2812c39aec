/** How a command that could not do what it was asked to says so, on stderr. */
import { type ConnectionFault, isNobody } from '../client/connection-fault.ts';
import { messageOf } from '../domain/message-of.ts';
import type { Fault } from '../interface/fault.ts';
import { commandLine } from './context.ts';
import { exitCodeOfError } from './exit-code.ts';
import type { CliIo } from './io.ts';
import { styled } from './style.ts';

/** The last line of stderr with `--output json`, when there is no result. Names are stable. */
export interface FailureObject {
  readonly version: 1;
  readonly error: {
    /** Name of the error class, or a failure type of docs/errors.md. */
    readonly type: string;
    readonly message: string;
    readonly exitCode: number;
    /** What is wrong with the request or the schedule, one by one. */
    readonly faults?: readonly Fault[];
    /** A command to go on with. */
    readonly next?: string;
  };
}

/** Writes it, as JSON or for people, with the next step. */
export function reportFailure(io: CliIo, error: unknown, json: boolean): void {
  if (json) io.err(`${JSON.stringify(failureObject(io, error))}\n`);
  else io.err(failureText(io, error));
}

function failureObject(io: CliIo, error: unknown): FailureObject {
  const next = nextCommand(io, error);
  const faults = faultsOf(error);
  return {
    version: 1,
    error: {
      type: typeOf(error),
      message: messageOf(error),
      exitCode: exitCodeOfError(error),
      ...(faults === undefined ? {} : { faults }),
      ...(next === undefined ? {} : { next: next.command }),
    },
  };
}

/** Where an error that is not ours comes from matters to whoever reports it: DEBUG shows it. */
function failureText(io: CliIo, error: unknown): string {
  const { DEBUG = '' } = io.env;
  const trace = DEBUG !== '' && error instanceof Error ? [error.stack ?? ''] : [];
  const next = nextCommand(io, error);
  const hint = next === undefined ? [] : [`${next.why}: ${next.command}`];
  const label = styled('red', 'Error:', io.colour.err);
  return `${[`${label} ${messageOf(error)}`, ...trace, ...hint].join('\n')}\n`;
}

/** By name: loading Temporal's classes here would load them for `--help` too. */
function nextCommand(io: CliIo, error: unknown): { why: string; command: string } | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'TemporalUnreachableError' && !answersAtAll(error)) {
    return { why: 'For a server on this machine', command: commandLine(io, 'temporal') };
  }
  if ('helpOf' in error && typeof error.helpOf === 'string') {
    return { why: 'What can be given', command: commandLine(io, `${error.helpOf} --help`.trim()) };
  }
  return undefined;
}

/** A server that wants another key or certificate is no reason to start one here. */
function answersAtAll(error: Error & { readonly fault?: unknown }): boolean {
  return error.fault !== undefined && !isNobody(error.fault as ConnectionFault);
}

function typeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Error';
  return 'type' in error && typeof error.type === 'string' ? error.type : error.name;
}

function faultsOf(error: unknown): readonly Fault[] | undefined {
  // Ours alone have the member, and it is the same in all of them.
  return error instanceof Error && 'faults' in error && Array.isArray(error.faults)
    ? (error.faults as readonly Fault[])
    : undefined;
}
