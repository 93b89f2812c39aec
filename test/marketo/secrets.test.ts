import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { safeWords } from '../../src/marketo/safe-words.ts';
import {
  CREATE_BODY,
  FILE,
  ID,
  IDENTITY,
  SECRET,
  STATUS,
  job,
  json,
  marketoError,
  raw,
  readAll,
  refusal,
  startMarketo,
  tokenText,
} from './marketo.ts';

const OPAQUE = 'opaque-token-of-a-new-shape';
const opaqueToken = json({
  access_token: OPAQUE,
  expires_in: 3600,
  scope: 'api.user@customer.example',
});

/** All of an error that may end up in a log: message, stack, facts, causes. */
function everything(error: Error): string {
  return inspect(error, { depth: 10, showHidden: true });
}

function expectNoSecrets(text: string): void {
  for (const secret of [
    SECRET,
    OPAQUE,
    tokenText(1),
    'customer.example',
    'client_secret',
    'row data',
  ]) {
    expect(text).not.toContain(secret);
  }
}

describe('an error holds no token, secret, address or row', () => {
  it('when Marketo echoes them', async () => {
    const { server, client } = await startMarketo();
    const echo = `Token ${OPAQUE} of api.user@customer.example at https://x.example/a?client_secret=1 is invalid`;
    server.on(IDENTITY, opaqueToken);
    server.on('/create.json', refusal('601', echo));
    const error = await marketoError(client.createExport(CREATE_BODY));
    expect(error.message).toContain('is invalid');
    expectNoSecrets(everything(error));
  });

  it.each([
    [
      'a refusal',
      '/create.json',
      refusal('1003', `bad ${SECRET} or ${encodeURIComponent(SECRET)}`),
    ],
    ['an export’s state', STATUS, job({ status: `odd ${SECRET}` })],
    ['an export’s reason', STATUS, job({ status: 'Failed', errorMsg: `no ${SECRET}` })],
  ])('when the client secret is echoed in %s', async (_what, path, reply) => {
    const { server, client } = await startMarketo();
    server.on(path, reply);
    const said = path === STATUS ? client.exportStatus(ID) : client.createExport(CREATE_BODY);
    const text = inspect(await said.catch((error: unknown) => error), {
      depth: 10,
      showHidden: true,
    });
    expect(text).toContain('[hidden]');
    expectNoSecrets(text);
  });

  it.each([
    ['refuses', json({ error: 'invalid_client', error_description: SECRET }, 401)],
    ['sends half a token', raw(`{"access_token":"${OPAQUE}","scope":"api.user@customer.ex`)],
    ['sends a token without life', json({ access_token: OPAQUE, scope: 'a@customer.example' })],
    ['breaks down', raw(`row data ${SECRET}`, 500)],
    ['hangs up', (response: { destroy(): void }) => response.destroy()],
  ])('when identity %s', async (_what, reply) => {
    const { server, client } = await startMarketo();
    server.on(IDENTITY, reply);
    expectNoSecrets(everything(await marketoError(client.exportStatus(ID))));
  });

  it.each([
    ['is cut', 10],
    ['is too long', 3],
  ])('when a file %s', async (_what, bytes) => {
    const { server, client } = await startMarketo();
    server.on(FILE, (response) => {
      response.writeHead(206, { 'content-range': `bytes 0-${bytes - 1}/100` });
      response.write('row data', () => response.destroy());
    });
    const { body } = await client.openFile(ID, { start: 0 });
    expectNoSecrets(everything(await marketoError(readAll(body))));
  });

  it('when a JSON answer is a file’s', async () => {
    const { server, client } = await startMarketo();
    server.on('/types.json', raw('{"row data'));
    expectNoSecrets(everything(await marketoError(client.activityTypes())));
  });
});

describe('safe words', () => {
  it.each([
    ['two\nlines\tof\u2028text', 'two lines of text'],
    [`token ${tokenText(7)} expired`, 'token [hidden] expired'],
    [`export ${ID} unknown`, `export ${ID} unknown`],
    ['ask a.b+c@d.example', 'ask [hidden]'],
    ['see https://x.example/y?z=1 now', 'see https://x.example/y now'],
    ['x'.repeat(1000), `${'x'.repeat(300)}…`],
  ])('%j becomes %j', (text, safe) => expect(safeWords(text)).toBe(safe));

  it('hide a secret also as a URL writes it', () => {
    expect(safeWords('a b/c% and a%20b%2Fc%25', ['a b/c%'])).toBe('[hidden] and [hidden]');
  });
});
