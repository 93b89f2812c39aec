import { afterEach, expect, test } from 'vitest';
import { BULK, errorOf, read, Session } from './session.ts';

let session: Session;
afterEach(() => session.emulator.close());

const QUERY = 'grant_type=client_credentials&client_id=demo&client_secret=demo';

async function token(init?: RequestInit, query = QUERY) {
  const response = await fetch(`${session.emulator.url}/identity/oauth/token?${query}`, init);
  return { response, body: (await response.json()) as Record<string, unknown> };
}

function use(value: string) {
  const headers = { Authorization: `Bearer ${value}` };
  return fetch(`${session.emulator.url}${BULK}.json`, { headers }).then(read);
}

test('the token answer is a bare object with no-store headers', async () => {
  session = await Session.start();
  const { response, body } = await token();
  expect(Object.keys(body)).toEqual(['access_token', 'token_type', 'expires_in', 'scope']);
  expect(body).toMatchObject({ token_type: 'bearer', expires_in: 3600 });
  expect(body['access_token']).toMatch(/^[0-9a-f-]{36}:[a-z]+$/);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('pragma')).toBe('no-cache');
});

test('asking again gives the same token with what remains of its life', async () => {
  session = await Session.start();
  const first = await token();
  await session.emulator.advance(1000);
  const second = await token({ method: 'POST' });
  expect(second.body['access_token']).toBe(first.body['access_token']);
  expect(second.body['expires_in']).toBe(2600);
  await session.emulator.advance(2600);
  const third = await token();
  expect(third.body['access_token']).not.toBe(first.body['access_token']);
  expect(third.body['expires_in']).toBe(3600);
});

test('POST takes the parameters from a form body too', async () => {
  session = await Session.start();
  const { body } = await token({ method: 'POST', body: new URLSearchParams(QUERY) }, '');
  expect(body['token_type']).toBe('bearer');
});

test('bad credentials are HTTP 401 with invalid_client', async () => {
  session = await Session.start();
  const { response, body } = await token({}, QUERY.replace('secret=demo', 'secret=wrong'));
  expect(response.status).toBe(401);
  expect(body).toEqual({ error: 'invalid_client', error_description: 'Bad client credentials' });
});

test('another grant_type is 401 with unsupported_grant_type', async () => {
  session = await Session.start();
  const { response, body } = await token({}, QUERY.replace('client_credentials', 'password'));
  expect(response.status).toBe(401);
  expect(body).toMatchObject({ error: 'unsupported_grant_type' });
});

test('an expired token is 602 at its first use and 601 after', async () => {
  session = await Session.start();
  const value = String((await token()).body['access_token']);
  expect((await use(value)).json.success).toBe(true);
  await session.emulator.advance(3600);
  expect(errorOf(await use(value))).toBe('602 Access token expired');
  expect(errorOf(await use(value))).toBe('601 Access token invalid');
});

test('a test can end the life of all tokens', async () => {
  session = await Session.start();
  const value = String((await token()).body['access_token']);
  session.emulator.expireTokens();
  expect(errorOf(await use(value))).toMatch(/^602/);
  expect((await token()).body['access_token']).not.toBe(value);
});

test('an unknown token is 601', async () => {
  session = await Session.start();
  expect(errorOf(await use('nonsense'))).toMatch(/^601/);
});

test.each([
  ['no token', '', {}],
  ['a token in the query', '?access_token=', {}],
])('%s is 603 with HTTP 200', async (_name, query) => {
  session = await Session.start();
  const value = query === '' ? '' : encodeURIComponent(await session.token());
  const reply = await fetch(`${session.emulator.url}${BULK}.json${query}${value}`).then(read);
  expect(reply.status).toBe(200);
  expect(errorOf(reply)).toBe('603 Access denied');
  expect(session.emulator.log().at(-1)?.tokenBy).toBe(query === '' ? 'none' : 'query');
});

test('a user without the permission is 603', async () => {
  session = await Session.start({
    users: [{ clientId: 'demo', clientSecret: 'demo', permissions: ['lead'] }],
  });
  expect(errorOf(await use(await session.token()))).toBe('603 Access denied');
});

test('a query token is taken when the switch says so', async () => {
  session = await Session.start({ switches: { tokenInQuery: 'accepted' } });
  const value = encodeURIComponent(await session.token());
  const reply = await fetch(`${session.emulator.url}${BULK}.json?access_token=${value}`).then(read);
  expect(reply.json.success).toBe(true);
});
