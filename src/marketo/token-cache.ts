/** One token for all calls of a client, fetched once however many calls wait for it. */
import { abortable } from './abortable.ts';
import type { Token } from './identity.ts';

export interface TokenCache {
  /** A token not known to have expired. */
  current(signal: AbortSignal | undefined): Promise<Token>;
  /**
   * After Marketo refused `refused`: asks identity anew, unless another call has done so since. Identity may hand
   * out the same text again (it does until the token expires); that is still a new `Token` object.
   */
  replace(refused: Token, signal: AbortSignal | undefined): Promise<Token>;
  /** Always a fresh answer of the identity service. */
  fetch(signal: AbortSignal | undefined): Promise<Token>;
}

export function createTokenCache(ask: () => Promise<Token>, now: () => number): TokenCache {
  let cached: Token | undefined;
  let asking: Promise<Token> | undefined;

  const askOnce = (): Promise<Token> => {
    asking ??= ask()
      .then((token) => (cached = token))
      .finally(() => (asking = undefined));
    return asking;
  };

  return {
    async current(signal) {
      signal?.throwIfAborted();
      if (cached !== undefined && now() < cached.expiresAtMs) return cached;
      return abortable(askOnce(), signal);
    },
    async replace(refused, signal) {
      signal?.throwIfAborted();
      // Compared as objects: the same text fetched anew counts as replaced, else a storm of refusals would
      // ask identity once per call.
      if (cached !== undefined && cached !== refused) return cached;
      return abortable(askOnce(), signal);
    },
    fetch: (signal) => abortable(askOnce(), signal),
  };
}
