/** Contract §1: tokens, and what happens without a good one. */
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { messageOf, verdictOf } from './exports.ts';
import type { Current } from './run.ts';
import { IDENTITY } from './wire.ts';

const TYPES = '/rest/v1/activities/types.json';

type TokenAnswer = Record<'access_token' | 'token_type' | 'expires_in' | 'scope', unknown>;

export function identitySuite(current: Current): void {
  it('a token comes as a bare object of four members, with what remains of its hour', async () => {
    const reply = await current().wire.identity('GET');
    const answer = reply.json as TokenAnswer;
    expect(reply.status).toBe(200);
    expect(Object.keys(answer).sort()).toEqual([
      'access_token',
      'expires_in',
      'scope',
      'token_type',
    ]);
    expect(answer.token_type).toBe('bearer');
    expect(Number.isInteger(answer.expires_in)).toBe(true);
    expect(answer.expires_in).toBeGreaterThan(0);
    expect(answer.expires_in).toBeLessThanOrEqual(3600);
  });

  it('the same token is handed out again, to GET and POST, with no more life', async () => {
    const { wire } = current();
    const first = (await wire.identity('GET')).json as TokenAnswer;
    const again = (await wire.identity('GET')).json as TokenAnswer;
    const posted = (await wire.identity('POST')).json as TokenAnswer;
    expect([again.access_token, posted.access_token]).toEqual([
      first.access_token,
      first.access_token,
    ]);
    expect(posted.expires_in).toBeLessThanOrEqual(first.expires_in as number);
  });

  it('headers, shape and form body of a token are written down', async () => {
    const { observed, wire } = current();
    const reply = await wire.identity('GET');
    const { access_token: token } = reply.json as TokenAnswer;
    const shape = /^[0-9a-f-]{36}:[a-z0-9]+$/.test(String(token)) ? 'UUID:xx' : 'another shape';
    observed.compare('§1', 'token', 'UUID:xx', shape);
    observed.compare('§1', 'Cache-Control', 'no-store', reply.header('cache-control') ?? 'none');
    observed.compare('§1', 'Pragma', 'no-cache', reply.header('pragma') ?? 'none');
    observed.note('§1', 'Content-Type of a token', reply.header('content-type') ?? 'none');
    const form = await wire.send({
      method: 'POST',
      path: IDENTITY,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(wire.parameters).toString(),
    });
    const taken = (form.json as TokenAnswer | undefined)?.access_token === token;
    observed.compare(
      '§1',
      'parameters in a form body',
      'taken',
      taken ? 'taken' : `HTTP ${form.status}`,
    );
  });

  it('unknown credentials are HTTP 401', async () => {
    const { observed, wire } = current();
    const reply = await wire.identity('GET', { client_id: randomUUID(), client_secret: 'none' });
    expect(reply.status).toBe(401);
    const { error } = reply.json as { error?: unknown };
    observed.compare('§1', 'error of unknown credentials', 'invalid_client', String(error));
  });

  it('another grant_type is written down', async () => {
    const { observed, wire } = current();
    const reply = await wire.identity('GET', { grant_type: 'password' });
    observed.compare('§1', 'another grant_type', 'HTTP 401', `HTTP ${reply.status}`);
  });

  it('a token that is none is 601, no token is 603, both with HTTP 200', async () => {
    const { wire } = current();
    const nonsense = { authorization: `Bearer ${randomUUID()}:zz` };
    const bad = await wire.send({ path: TYPES, headers: nonsense });
    const none = await wire.send({ path: TYPES });
    expect([bad, none].map((reply) => [reply.status, verdictOf(reply)])).toEqual([
      [200, '601'],
      [200, '603'],
    ]);
  });

  it('whether a token in the query is read at all is written down', async () => {
    const { observed, wire } = current();
    // Nonsense on purpose, for URLs end up in logs: read, it is 601; not read, it is as no token.
    const query = { access_token: `${randomUUID()}:zz` };
    const reply = await wire.send({ path: TYPES, query });
    observed.compare('§8.21', 'token in the query', '603', verdictOf(reply));
    observed.note('§4.2', 'words of 603', messageOf(reply));
  });
}
