/** One call with token, place and at most one renewal of the token. Nothing else is ever repeated here. */
import type { Call } from './call.ts';
import type { CallTimeouts } from './client-config.ts';
import type { Reading } from './envelope.ts';
import { MarketoError } from './errors.ts';
import type { Token } from './identity.ts';
import type { CallClass, Limiter } from './limiter.ts';
import { observed, type CallObserver } from './observe.ts';
import type { Slot } from './places.ts';
import type { TokenCache } from './token-cache.ts';
import type { HttpAnswer, HttpRequest, Transport } from './transport.ts';

export interface CallDeps {
  readonly transport: Transport;
  readonly tokens: TokenCache;
  readonly limiter: Limiter;
  readonly timeouts: CallTimeouts;
  readonly observer: CallObserver | undefined;
}

export interface CallSpec<T> {
  readonly callClass: CallClass;
  readonly request: HttpRequest;
  readonly call: Call;
  /**
   * Makes sense of the answer, whatever its status. Having succeeded, it sees to it that `slot` is released;
   * when it throws, that is done for it.
   */
  read(answer: HttpAnswer, reading: Reading, slot: Slot): Promise<T>;
}

/**
 * Rejects with `MarketoError`, or with the reason of `spec.call.signal`. A refused token was refused before
 * anything was done, so repeating is safe for `create` too.
 */
export async function callAuthorized<T>(deps: CallDeps, spec: CallSpec<T>): Promise<T> {
  const first = await attempt(deps, spec);
  if ('value' in first) return first.value;
  await deps.tokens.replace(first.refusedToken, spec.call.signal);
  const second = await attempt(deps, spec);
  if ('value' in second) return second.value;
  throw second.error;
}

type Outcome<T> =
  { readonly value: T } | { readonly refusedToken: Token; readonly error: MarketoError };

async function attempt<T>(deps: CallDeps, spec: CallSpec<T>): Promise<Outcome<T>> {
  const { call } = spec;
  const slot = await deps.limiter.slot(spec.callClass, call.signal);
  let token: Token | undefined;
  try {
    // Only now: a token may expire while its call waits for a place.
    token = await deps.tokens.current(call.signal);
    return { value: await exchange(deps, spec, token, slot) };
  } catch (error) {
    slot.release();
    if (!(error instanceof MarketoError)) throw error;
    deps.limiter.heed(error);
    if (error.kind !== 'tokenRefused' || token === undefined) throw error;
    return { refusedToken: token, error };
  }
}

async function exchange<T>(
  { transport, timeouts, observer }: CallDeps,
  spec: CallSpec<T>,
  token: Token,
  slot: Slot,
): Promise<T> {
  const { call, request } = spec;
  const { operation, endpoint, finishesOnceSent } = call;
  const sent = finishesOnceSent === true ? { operation, endpoint } : call;
  return observed(observer, endpoint, async () => {
    const answer = await transport.send(withToken(request, token), sent);
    return spec.read(answer, { call: sent, timeouts, secrets: token.secrets }, slot);
  });
}

/** In the header only: the query parameter ends up in logs, and Marketo removes it on 2026-08-31. */
function withToken(request: HttpRequest, token: Token): HttpRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token.value}` } };
}
