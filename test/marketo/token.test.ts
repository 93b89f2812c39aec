import { describe, expect, it } from 'vitest';
import {
  FILE,
  ID,
  IDENTITY,
  SECRET,
  STATUS,
  job,
  json,
  marketoError,
  part,
  raw,
  readAll,
  refusal,
  startMarketo,
  token,
  tokenText,
} from './marketo.ts';
import { held } from './scripted-server.ts';

describe('the token', () => {
  it('is fetched once for any number of calls at once, and travels in the header only', async () => {
    const { server, client } = await startMarketo();
    await Promise.all([1, 2, 3, 4].map(() => client.exportStatus(ID)));
    expect(server.seen(IDENTITY)).toHaveLength(1);
    expect(Object.fromEntries(server.seen(IDENTITY)[0]!.query)).toEqual({
      grant_type: 'client_credentials',
      client_id: 'client-id',
      client_secret: SECRET,
    });
    for (const { headers, query } of server.seen(STATUS)) {
      expect(headers.authorization).toBe(`Bearer ${tokenText(1)}`);
      expect([...query.keys()]).toEqual([]);
    }
  });

  it('is not used when it is known to have expired', async () => {
    let nowMs = 1_000_000;
    const { server, client } = await startMarketo({ now: () => nowMs });
    server.on(IDENTITY, token(1, 10), token(2));
    await client.exportStatus(ID);
    nowMs += 9_999;
    await client.exportStatus(ID);
    nowMs += 1;
    await client.exportStatus(ID);
    const used = server.seen(STATUS).map(({ headers }) => headers.authorization);
    expect(used).toEqual([1, 1, 2].map((n) => `Bearer ${tokenText(n)}`));
  });

  it.each(['601', '602'])('is renewed once after %s, and the call repeated', async (code) => {
    const { server, client } = await startMarketo();
    server.on(IDENTITY, token(1), token(2));
    server.on(STATUS, refusal(code, 'whatever'), job({ status: 'Queued' }));
    expect((await client.exportStatus(ID)).value.state).toBe('Queued');
    expect(server.seen(STATUS)[1]!.headers.authorization).toBe(`Bearer ${tokenText(2)}`);
  });

  it('is renewed after a plain HTTP 401 too', async () => {
    const { server, client } = await startMarketo();
    server.on(STATUS, raw('', 401), job());
    expect((await client.exportStatus(ID)).value.state).toBe('Created');
  });

  it.each(['601', '602'])('is renewed for a file that answers %s in its place', async (code) => {
    const { server, client } = await startMarketo();
    server.on(IDENTITY, token(1), token(2));
    server.on(FILE, refusal(code, 'Access token invalid'), part('cde', 2, 9));
    const stretch = await client.openFile(ID, { start: 2, end: 4 });
    expect(await readAll(stretch.body)).toBe('cde');
    expect(server.seen(FILE)[1]!.headers).toMatchObject({
      range: 'bytes=2-4',
      authorization: `Bearer ${tokenText(2)}`,
    });
  });

  it('that is refused although identity hands it out again ends in tokenRefused', async () => {
    const { server, client } = await startMarketo();
    server.on(STATUS, refusal('601', 'Access token invalid'));
    const error = await marketoError(client.exportStatus(ID));
    expect(error.facts).toMatchObject({ kind: 'tokenRefused', retryAfterMs: 60_000 });
    expect(server.seen(IDENTITY)).toHaveLength(2);
    expect(server.seen(STATUS)).toHaveLength(2);
  });

  it('is renewed once for a storm of refusals', async () => {
    const { server, client } = await startMarketo();
    const renewal = held(token(2));
    server.on(IDENTITY, token(1), renewal.reply);
    server.on(STATUS, (response, seen) => {
      const old = seen.headers.authorization === `Bearer ${tokenText(1)}`;
      return (old ? refusal('602', 'expired') : job())(response, seen);
    });
    const calls = [1, 2, 3, 4, 5].map(() => client.exportStatus(ID));
    await server.arrived(STATUS, 5);
    await server.arrived(IDENTITY, 2);
    renewal.release();
    await Promise.all(calls);
    expect(server.seen(IDENTITY)).toHaveLength(2);
  });

  it('is not renewed for a refusal that arrives after the renewal', async () => {
    const { server, client } = await startMarketo();
    // The same text again: it is the renewal that counts, not the text.
    server.on(IDENTITY, token(1));
    const late = held(refusal('602', 'expired'));
    server.on(STATUS, late.reply, refusal('602', 'expired'), job());
    const slow = client.exportStatus(ID);
    await server.arrived(STATUS, 1);
    await client.exportStatus(ID);
    expect(server.seen(IDENTITY)).toHaveLength(2);
    late.release();
    await slow;
    expect(server.seen(IDENTITY)).toHaveLength(2);
  });

  it('cannot be had with credentials that identity refuses', async () => {
    const { server, client } = await startMarketo();
    const body = { error: 'invalid_client', error_description: 'Bad client credentials' };
    server.on(IDENTITY, json(body, 401));
    const error = await marketoError(client.exportStatus(ID));
    expect(error.facts).toMatchObject({ kind: 'badCredentials', retryAfterMs: 'never' });
    expect(server.seen(STATUS)).toHaveLength(0);
  });

  it.each([
    ['HTTP 503', raw('', 503)],
    ['half a JSON text', raw(`{"access_token":"${tokenText(1)}","expi`)],
    ['no token', json({ token_type: 'bearer' })],
  ])('is asked for again by the next call after %s', async (_what, reply) => {
    const { server, client } = await startMarketo();
    server.on(IDENTITY, reply, token(1));
    const error = await marketoError(client.exportStatus(ID));
    expect(error.facts).toMatchObject({ kind: 'unavailable', operation: 'get an access token' });
    expect((await client.exportStatus(ID)).value.state).toBe('Completed');
  });

  it('is fetched with a secret that is read anew each time', async () => {
    const secrets = ['old', 'new'];
    const { server, client } = await startMarketo({
      clientSecret: () => Promise.resolve(secrets.shift() ?? 'none'),
    });
    server.on(STATUS, refusal('601', 'x'), job());
    await client.exportStatus(ID);
    const sent = server.seen(IDENTITY).map(({ query }) => query.get('client_secret'));
    expect(sent).toEqual(['old', 'new']);
  });

  it('comes with the time of Marketo', async () => {
    const { server, client } = await startMarketo({ now: () => 5 });
    const answer = { access_token: tokenText(1), expires_in: 3600 };
    server.on(IDENTITY, json(answer, 200, { date: 'Sun, 01 Nov 2026 10:00:00 GMT' }));
    expect(await client.serverTimeMs()).toBe(Date.parse('2026-11-01T10:00:00Z'));
    expect(await client.serverTimeMs()).toBe(Date.parse('2026-11-01T10:00:00Z'));
    expect(server.seen(IDENTITY)).toHaveLength(2);
  });

  it('and the local clock, when the answer has no Date', async () => {
    const { server, client } = await startMarketo({ now: () => 5 });
    server.on(IDENTITY, (response, seen) => {
      response.sendDate = false;
      return token(1)(response, seen);
    });
    expect(await client.serverTimeMs()).toBe(5);
  });
});
