/** The identity service (contract §1): credentials in, token and Marketo's time out. Not metered by Marketo. */
import { z } from 'zod';
import { readText, unusable } from './answer-text.ts';
import type { Call } from './call.ts';
import type { CallTimeouts, MarketoClientConfig } from './client-config.ts';
import { envelopeError, parseEnvelope, type Reading } from './envelope.ts';
import { MarketoError } from './errors.ts';
import { nextStep } from './next-steps.ts';
import { statusError } from './refusals.ts';
import type { HttpAnswer, Transport } from './transport.ts';
import type { TokenReading } from './types.ts';

export interface Token {
  readonly value: string;
  /** Never to be repeated in a message: itself, and the client secret that it was asked for with. */
  readonly secrets: readonly string[];
  /** Local clock, epoch milliseconds. */
  readonly expiresAtMs: number;
  /** What identity said was left of its life then. */
  readonly remainingMs: number;
  /** Marketo's clock when it handed the token out, epoch milliseconds. */
  readonly serverTimeMs: number;
  /** False when that answer carried no `Date`, and `serverTimeMs` is the local clock instead. */
  readonly dated: boolean;
}

export interface IdentityConfig {
  readonly clientId: string;
  readonly clientSecret: MarketoClientConfig['clientSecret'];
  readonly timeouts: CallTimeouts;
  readonly now: () => number;
  /** See `MarketoErrorFacts.operation`. */
  readonly operation: string;
}

/** `scope`, the e-mail address of the API user, is left where it is. */
const tokenSchema = z.looseObject({ access_token: z.string().min(1), expires_in: z.number() });

/**
 * Asking early returns the same token with what remains of its hour. Takes no signal: callers share the answer.
 * Throws `MarketoError`: `badCredentials`, `unavailable`, `connection` …; and whatever reading the secret throws.
 */
export async function fetchToken(transport: Transport, config: IdentityConfig): Promise<Token> {
  const { clientId, clientSecret, timeouts, now, operation } = config;
  const call: Call = { operation, endpoint: 'identity' };
  const secret = typeof clientSecret === 'string' ? clientSecret : await clientSecret();
  const askedAtMs = now();
  const answer = await transport.send(
    {
      method: 'GET',
      path: '/identity/oauth/token',
      // The documented form. The transport puts no query into errors.
      query: { grant_type: 'client_credentials', client_id: clientId, client_secret: secret },
    },
    call,
  );
  const text = await readText(answer, call, timeouts);
  const refusal = identityRefusal(text, answer, { call, timeouts, secrets: [secret] });
  if (refusal !== undefined) throw refusal;
  const { access_token: value, expires_in: lifeSeconds } = parseToken(text, answer, call);
  // Counted from before the call: rather expired a moment early than a moment late.
  return {
    value,
    secrets: [value, secret],
    expiresAtMs: askedAtMs + lifeSeconds * 1000,
    remainingMs: lifeSeconds * 1000,
    serverTimeMs: answer.serverTimeMs,
    dated: answer.header('date') !== undefined,
  };
}

/** What may be told of a token. */
export function tokenReading({ remainingMs, serverTimeMs, dated }: Token): TokenReading {
  return { remainingMs, ...(dated ? { serverTimeMs } : {}) };
}

function parseToken(text: string, answer: HttpAnswer, call: Call): z.infer<typeof tokenSchema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may hold the token.
    throw unusable("sent something else than a token's JSON", answer, call);
  }
  const parsed = tokenSchema.safeParse(json);
  if (!parsed.success) throw unusable('sent no token', answer, call);
  return parsed.data;
}

/** Identity has no envelope of its own; one that comes, such as a 603 of the gateway, says what is the matter. */
function identityRefusal(
  text: string,
  answer: HttpAnswer,
  reading: Reading,
): MarketoError | undefined {
  if (answer.status === 401) return badCredentials(answer, reading.call);
  const envelope = parseEnvelope(text);
  if (envelope?.success === false) return envelopeError(envelope, answer, reading);
  return answer.status === 200 ? undefined : statusError(answer, reading.call);
}

function badCredentials(answer: HttpAnswer, { operation }: Call): MarketoError {
  const kind = 'badCredentials';
  return new MarketoError(
    `${operation}: Marketo refused the client id and secret (HTTP 401); ${nextStep(kind, '401')}`,
    {
      kind,
      httpStatus: 401,
      operation,
      retryAfterMs: 'never',
      serverTimeMs: answer.serverTimeMs,
    },
  );
}
