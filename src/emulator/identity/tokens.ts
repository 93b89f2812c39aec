import { randomUUID } from 'node:crypto';
import type { EmulatorClock } from '../clock.ts';
import { catalogue, MarketoError } from '../errors.ts';
import { SECOND_MS } from '../limits.ts';
import { userName, type ApiUser } from './api-user.ts';

/** The bare object that identity answers: no envelope (§1). */
export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'bearer';
  readonly expires_in: number;
  readonly scope: string;
}

interface Token {
  readonly value: string;
  readonly user: ApiUser;
  expiresAtMs: number;
  /** The first use after expiry says 602, the later ones 601. [D err, blog] */
  saidExpired: boolean;
}

/** Issues tokens and checks them. One user has one token at a time. */
export class Tokens {
  readonly #clock: EmulatorClock;
  readonly #users: readonly ApiUser[];
  readonly #lifeMs: number;
  readonly #tokens = new Map<string, Token>();

  constructor(clock: EmulatorClock, users: readonly ApiUser[], lifeSeconds: number) {
    this.#clock = clock;
    this.#users = users;
    this.#lifeMs = lifeSeconds * SECOND_MS;
  }

  /** The user's token, the same one until it expires; undefined for bad credentials. */
  issue(clientId: string, clientSecret: string): TokenAnswer | undefined {
    const user = this.#users.find(
      (each) => each.clientId === clientId && each.clientSecret === clientSecret,
    );
    if (user === undefined) return undefined;
    const nowMs = this.#clock.nowMs();
    const token = this.#liveToken(user, nowMs) ?? this.#newToken(user, nowMs);
    return {
      access_token: token.value,
      token_type: 'bearer',
      expires_in: Math.max(1, Math.floor((token.expiresAtMs - nowMs) / SECOND_MS)),
      scope: userName(clientId),
    };
  }

  /** Whose token this is, expired or not; null when it was never issued. */
  ownerOf(value: string | undefined): string | null {
    return this.#tokens.get(value ?? '')?.user.clientId ?? null;
  }

  /** The user a token belongs to; throws 601, 602 or 603. */
  check(value: string | undefined): ApiUser {
    if (value === undefined) throw new MarketoError(catalogue.accessDenied);
    const token = this.#tokens.get(value);
    if (token === undefined || token.saidExpired) {
      throw new MarketoError(catalogue.accessTokenInvalid);
    }
    if (token.expiresAtMs <= this.#clock.nowMs()) {
      token.saidExpired = true;
      throw new MarketoError(catalogue.accessTokenExpired);
    }
    return token.user;
  }

  /** Ends every token now, as if its life were over. */
  expireAll(): void {
    const nowMs = this.#clock.nowMs();
    for (const token of this.#tokens.values())
      token.expiresAtMs = Math.min(token.expiresAtMs, nowMs);
  }

  #liveToken(user: ApiUser, nowMs: number): Token | undefined {
    return [...this.#tokens.values()].find(
      (token) => token.user === user && token.expiresAtMs > nowMs,
    );
  }

  #newToken(user: ApiUser, nowMs: number): Token {
    const value = `${randomUUID()}:ab`;
    const token = { value, user, expiresAtMs: nowMs + this.#lifeMs, saidExpired: false };
    this.#tokens.set(value, token);
    return token;
  }
}
