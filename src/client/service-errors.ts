/** What the errors of Temporal's client mean for us. */
import { Connection, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { messageOf } from '../domain/message-of.ts';
import { ExtractNotFoundError, TemporalRefusedError, TemporalUnreachableError } from './errors.ts';

/** gRPC status codes of a server that is away, drowned or not ready: it may be back in a moment. */
const AWAY_CODES = new Set([1, 4, 8, 14]); // CANCELLED by a dying server, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNAVAILABLE

/** True when asking again later may work. */
export function isAway(error: unknown): boolean {
  return chainOf(error).some((link) => isGrpcServiceError(link) && AWAY_CODES.has(link.code));
}

/** PERMISSION_DENIED, UNAUTHENTICATED. */
const REFUSAL_CODES = new Set([7, 16]);

/** True when the server does not accept who asks, or not for this. */
export function isRefusal(error: unknown): boolean {
  return chainOf(error).some((link) => isGrpcServiceError(link) && REFUSAL_CODES.has(link.code));
}

/** The innermost message: the outer ones only say that something failed. */
export function reasonOf(error: unknown): string {
  const innermost = chainOf(error).at(-1);
  return messageOf(innermost);
}

/** Runs a call; a missing run and an unreachable server become errors of ours. */
export async function withOurErrors<T>(
  client: Client,
  workflowId: string,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw ourErrorOf(client, workflowId, error);
  }
}

/** What is no error of Temporal's service stays as it is. */
export function ourErrorOf(client: Client, workflowId: string, error: unknown): unknown {
  if (error instanceof WorkflowNotFoundError) {
    return new ExtractNotFoundError(workflowId, client.options.namespace, { cause: error });
  }
  if (isRefusal(error)) return refused(client, error);
  return isAway(error) ? unreachable(client, reasonOf(error), error) : error;
}

function refused({ connection, options }: Client, error: unknown): TemporalRefusedError {
  return new TemporalRefusedError(addressOf(connection), options.namespace, reasonOf(error), {
    cause: error,
  });
}

/** The error of a server that has not answered since then. */
export function awaySince(client: Client, since: Date, error: unknown): TemporalUnreachableError {
  const reason = `no answer since ${since.toISOString()}; the extraction may well go on (${reasonOf(error)})`;
  return unreachable(client, reason, error);
}

/** The error that says so, with the address when the connection knows it. */
export function unreachable(
  { connection }: Client,
  reason: string,
  cause: unknown,
): TemporalUnreachableError {
  return new TemporalUnreachableError(addressOf(connection), reason, { cause });
}

function addressOf(connection: Client['connection']): string {
  return connection instanceof Connection ? connection.options.address : 'its address';
}

function chainOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let link: unknown = error; link !== undefined && chain.length < 10;) {
    chain.push(link);
    link = link instanceof Error ? link.cause : undefined;
  }
  return chain;
}
