/** What Temporal's answers come to; pure. */
import { isGrpcServiceError } from '@temporalio/client';
import { CONNECTION_FAULTS, isNobody } from '../client/connection-fault.ts';
import { PayloadCodecError, TemporalUnreachableError } from '../client/errors.ts';
import type { SearchAttribute } from '../client/search-attributes.ts';
import { messageOf } from '../domain/message-of.ts';
import { ok, problem, skipped, warning, type Verdict } from './finding.ts';
import type { TemporalFacts } from './settings.ts';

/** gRPC status codes. */
const [NOT_FOUND, PERMISSION_DENIED, UNAUTHENTICATED] = [5, 7, 16];

/** The connection that did not come about. */
export function judgeUnreachable(error: unknown, temporal: TemporalFacts): Verdict {
  const { address, tls, apiKey } = temporal;
  const code = grpcCodeOf(error);
  const facts = { address, tls, apiKey, ...(code === undefined ? {} : { grpcCode: code }) };
  if (code === PERMISSION_DENIED || code === UNAUTHENTICATED) {
    const given = apiKey ? 'refuses the API key' : 'wants an API key or a client certificate';
    return problem(
      `The server at ${address} ${given}.`,
      'Set TEMPORAL_API_KEY, or TEMPORAL_TLS_CLIENT_CERT_PATH and its key, to what the namespace was given; keys expire.',
      facts,
    );
  }
  if (error instanceof PayloadCodecError) {
    return problem(error.message, 'See docs/payload-encryption.md.', facts);
  }
  if (error instanceof TemporalUnreachableError && error.fault !== undefined) {
    const { what, next } = CONNECTION_FAULTS[error.fault];
    const start = isNobody(error.fault)
      ? ' For one on this machine: marketo-extract temporal.'
      : '';
    return problem(`There is no connection to ${address}: ${what}.`, `${next}${start}`, {
      ...facts,
      fault: error.fault,
    });
  }
  const hint = tls
    ? 'Is it reached without TLS, or is its certificate another one?'
    : 'Does it want TLS (TEMPORAL_TLS=true), as Temporal Cloud does?';
  const silence =
    error instanceof TemporalUnreachableError
      ? error.message
      : `Temporal does not answer at ${address}: ${messageOf(error)}.`;
  return problem(
    `${silence} ${hint}`,
    'Start the server, or correct TEMPORAL_ADDRESS. For one on this machine: marketo-extract temporal.',
    facts,
  );
}

export interface SystemFacts {
  readonly serverVersion: string;
  readonly schedules: boolean;
  readonly memoUpdates: boolean;
}

export function judgeServer(temporal: TemporalFacts, system: SystemFacts | undefined): Verdict {
  const { address, tls, apiKey } = temporal;
  const version = system?.serverVersion;
  const which = version === undefined ? '' : `, version ${version}`;
  return ok(`The server at ${address} answers${which}.`, {
    ...{ address, tls, apiKey },
    serverVersion: version ?? null,
  });
}

export function judgeCapabilities(system: SystemFacts): Verdict {
  const facts = { ...system };
  if (!system.memoUpdates) {
    return problem(
      `The server (${system.serverVersion}) has no memo updates: a run that is cancelled could not tell what came of it.`,
      'Upgrade the Temporal server.',
      facts,
    );
  }
  if (!system.schedules) {
    return warning(
      `The server (${system.serverVersion}) has no schedules; extractions work, marketo-extract schedule does not.`,
      'Upgrade the Temporal server, or start extractions by cron.',
      facts,
    );
  }
  return ok('The server has memo updates and schedules.', facts);
}

export function judgeNamespace(namespace: string, retentionDays: number | undefined): Verdict {
  const days = retentionDays === undefined ? '' : `; it keeps closed runs for ${retentionDays} d`;
  return ok(`The namespace ${namespace} exists${days}.`, {
    namespace,
    retentionDays: retentionDays ?? null,
  });
}

/** The question for the namespace that failed. */
export function judgeNamespaceTrouble(namespace: string, error: unknown): Verdict {
  const facts = { namespace };
  if (grpcCodeOf(error) === NOT_FOUND) {
    return problem(
      `There is no namespace ${namespace} on this server.`,
      `Correct TEMPORAL_NAMESPACE, or make it: temporal operator namespace create ${namespace}`,
      facts,
    );
  }
  return warning(
    `The server does not tell of the namespace ${namespace}: ${messageOf(error)}.`,
    'Check TEMPORAL_NAMESPACE (in Temporal Cloud with its account id) and what the API key may do.',
    facts,
  );
}

/** Runs do without them: they are registered by choice. */
export function judgeSearchAttributes(attributes: readonly SearchAttribute[]): Verdict {
  const facts = { attributes };
  const named = (state: SearchAttribute['state']) =>
    attributes.filter((each) => each.state === state).map(({ name }) => name);
  const [wrong, missing] = [named('otherType'), named('missing')];
  if (wrong.length > 0) {
    return warning(
      `Registered with another type than Keyword, so not used: ${wrong.join(', ')}.`,
      'Remove them (temporal operator search-attribute remove), then marketo-extract search-attributes register.',
      facts,
    );
  }
  if (missing.length === 0) return ok('All search attributes are registered.', facts);
  return ok(
    `Not registered: ${missing.join(', ')}. Nothing needs them; to list runs by them in the UI: marketo-extract search-attributes register.`,
    facts,
  );
}

export function judgeUnknownAttributes(error: unknown): Verdict {
  return skipped(`The server does not tell: ${messageOf(error)}`);
}

/** Why Temporal's clock is not known. */
export function judgeUnknownClock(error: unknown): Verdict {
  return skipped(`The server does not show its clock: ${messageOf(error)}.`);
}

function grpcCodeOf(error: unknown): number | undefined {
  for (let link = error, depth = 0; link instanceof Error && depth < 10; depth += 1) {
    if (isGrpcServiceError(link)) return link.code;
    link = link.cause;
  }
  return undefined;
}
