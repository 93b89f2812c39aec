/** Contract §2.1 and §5: what surrounds every answer, and calls that are no calls. */
import { expect, it } from 'vitest';
import { about, EXPORT, verdictOf } from './exports.ts';
import type { Current } from './run.ts';

const TYPES = '/rest/v1/activities/types.json';
const NOBODYS = '00000000-0000-4000-8000-000000000000';

export function envelopeSuite(current: Current): void {
  it('a success has requestId, result and success: true', async () => {
    const { observed, wire } = current();
    const reply = await wire.call({ path: TYPES });
    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({ success: true });
    expect(reply.json?.requestId).toMatch(/^[0-9a-f]+#[0-9a-f]+$/);
    const order = Object.keys(reply.json ?? {}).join(', ');
    observed.compare('§2.1', 'members of a success', 'requestId, result, success', order);
    const type = reply.header('content-type') ?? 'none';
    observed.compare('§2.1', 'Content-Type of JSON', 'application/json;charset=UTF-8', type);
    const date = Number.isNaN(Date.parse(reply.header('date') ?? '')) ? 'absent' : 'present';
    observed.compare('§2.1', 'header Date', 'present', date);
  });

  it('an activity type has an id, a name and attributes', async () => {
    const { json } = await current().wire.call({ path: TYPES });
    expect(json?.result?.length).toBeGreaterThan(0);
    for (const type of json?.result ?? []) {
      expect(Number.isInteger(type['id'])).toBe(true);
      expect(typeof type['name']).toBe('string');
      expect(Array.isArray(type['attributes'])).toBe(true);
    }
  });

  it('an error has HTTP 200, success: false and a quoted code', async () => {
    const { observed, wire } = current();
    const reply = await wire.call({ path: '/rest/v1/activities/no-such-call.json' });
    expect(reply.json).toMatchObject({
      success: false,
      errors: [
        { code: expect.stringMatching(/^\d+$/) as string, message: expect.any(String) as string },
      ],
    });
    const order = Object.keys(reply.json ?? {}).join(', ');
    observed.compare('§2.1', 'members of an error', 'requestId, success, errors', order);
    observed.compare('§4.2', 'HTTP status of 610', '200', String(reply.status));
  });

  it.each([
    ['610', 'a URL that there is not', { path: '/bulk/v1/activities/no-such-call.json' }],
    ['605', 'another method', { method: 'POST', path: TYPES }],
    ['612', 'a create with another content type', typed('text/plain', '{}')],
    ['609', 'a create with broken JSON', typed('application/json', '{"filter":')],
  ] as const)('%s is the answer to %s', async (code, _what, question) => {
    expect(verdictOf(await current().wire.call(question))).toBe(code);
  });

  it('a URL over 8 KB is HTTP 414', async () => {
    const query = { status: 'x'.repeat(8200) };
    expect((await current().wire.call({ path: `${EXPORT}.json`, query })).status).toBe(414);
  });

  it('an unknown export is refused; its file is HTTP 404 in plain text', async () => {
    const { observed, wire } = current();
    for (const what of ['status', 'enqueue', 'cancel']) {
      const reply = await wire.call(about(NOBODYS, what));
      expect(reply.json?.success).not.toBe(true);
      observed.compare('§8.3', `${what} of an unknown export`, '610', verdictOf(reply));
    }
    const file = await wire.call(about(NOBODYS, 'file'));
    expect([file.status, file.header('content-type')]).toEqual([
      404,
      expect.stringMatching(/^text\/plain/),
    ]);
  });
}

function typed(contentType: string, body: string) {
  const headers = { 'content-type': contentType };
  return { method: 'POST', path: `${EXPORT}/create.json`, headers, body } as const;
}
