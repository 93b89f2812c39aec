import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { javaClients } from './clients/java-clients.ts';
import { rawRequest, sendRaw, type RawReply } from './raw-request.ts';
import { BULK, DAY, errorOf, Session, type Reply } from './session.ts';

let session: Session;
beforeEach(async () => {
  session = await Session.start({ callsPerSpan: 100, activitiesPerDay: 100 });
});
afterEach(() => session.emulator.close());

const createdAt = { createdAt: DAY };
const JSON_TYPE = { 'Content-Type': 'application/json' };

async function createPastQuota(): Promise<Reply> {
  session.emulator.setEnvironment({ otherTools: { quotaBytes: 500_000_000 } });
  return session.create({ filter: createdAt });
}

async function enqueueIntoFullQueue(): Promise<Reply> {
  session.emulator.setEnvironment({ otherTools: { queued: 10 } });
  return session.enqueue(await session.created());
}

async function statusWithOldToken(): Promise<Reply> {
  const exportId = await session.created();
  session.emulator.expireTokens();
  return session.status(exportId);
}

async function spendCalls(): Promise<void> {
  for (let call = 0; call < 100; call += 1) await session.call('GET', `${BULK}.json`);
}

async function listPastRate(): Promise<Reply> {
  await spendCalls();
  return session.call('GET', `${BULK}.json`);
}

describe('a refusal is worded so that', () => {
  test.each<[string, () => Promise<Reply>, RegExp]>([
    [
      'Airbyte stops at the day’s volume',
      createPastQuota,
      /^1029 Export daily quota \d+MB exceeded/,
    ],
    [
      'marketorestpython gives up at the day’s volume',
      createPastQuota,
      /^1029 .*Export daily quota/,
    ],
    ['CDAP waits for room in the queue', enqueueIntoFullQueue, /^1029 .*many jobs/],
    ['Adobe’s sample waits for room in the queue', enqueueIntoFullQueue, /^1029 /],
    [
      'CDAP renews its token, which it does at 602 only',
      statusWithOldToken,
      /^602 Access token expired$/,
    ],
    ['node-marketo, embulk and marketorestpython renew theirs', statusWithOldToken, /^60[12] /],
    ['node-marketo, embulk and the Singer tap slow down', listPastRate, /^606 /],
  ])('%s', async (_claim, refused, words) => {
    const reply = await refused();
    expect(reply.status).toBe(200);
    expect(errorOf(reply)).toMatch(words);
  });
});

describe('wrong credentials', () => {
  test('are told as marketorestpython and embulk read them: a description in JSON', async () => {
    const path =
      '/identity/oauth/token?grant_type=client_credentials&client_id=demo&client_secret=no';
    const reply = await sendRaw(session.emulator.url, { path });
    expect(JSON.parse(reply.bytes.toString())).toEqual({
      error: 'invalid_client',
      error_description: 'Bad client credentials',
    });
  });

  test('are told as the Singer tap reads them: by another status than 200', async () => {
    const path =
      '/identity/oauth/token?grant_type=client_credentials&client_id=demo&client_secret=no';
    expect((await sendRaw(session.emulator.url, { path })).status).toBe(401);
  });
});

describe('in place of a file', () => {
  const fetchFile = (exportId: string, range?: string): Promise<RawReply> =>
    rawRequest(session, {
      path: `${BULK}/${exportId}/file.json`,
      headers: range === undefined ? {} : { Range: range },
    });

  test('an envelope comes with a type that embulk and the Singer tap tell from a file', async () => {
    const exportId = await session.completed();
    await spendCalls();
    const reply = await fetchFile(exportId, 'bytes=0-');
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toContain('application/json');
    expect(reply.headers['content-type']).not.toContain('text/csv');
    expect(reply.json).toMatchObject({ success: false, errors: [{ code: '606' }] });
  });

  test('404 tells the Singer tap, which asks for one byte, that the file of a Completed job is gone', async () => {
    const exportId = await session.completed();
    await session.emulator.advance(8 * 86_400);
    const status = await rawRequest(session, { path: `${BULK}/${exportId}/status.json` });
    expect(status.json.result).toMatchObject([{ status: 'Completed' }]);
    expect((await fetchFile(exportId, 'bytes=0-0')).status).toBe(404);
  });

  test('404 tells the clients that ask too early', async () => {
    expect((await fetchFile(await session.created())).status).toBe(404);
  });
});

test('the Singer tap finds out by a lead export of one second whether leads can be had by updatedAt, and cancels it', async () => {
  const updatedAt = { startAt: '2025-06-09T12:00:00+00:00', endAt: '2025-06-09T12:00:01+00:00' };
  const body = JSON.stringify({ format: 'CSV', fields: ['id'], filter: { updatedAt } });
  const leads = '/bulk/v1/leads/export';
  const created = await session.call('POST', `${leads}/create.json`, { headers: JSON_TYPE, body });
  const exportId = String(created.json.result?.[0]?.['exportId']);
  const cancelled = await session.call('POST', `${leads}/${exportId}/cancel.json`);
  expect(cancelled.json).toMatchObject({ success: true, result: [{ exportId }] });
});

test.each(javaClients.filter(({ options }) => options !== undefined))(
  '$name is refused today, as its token comes in the query',
  async ({ signed, create }) => {
    const reply = await sendRaw(session.emulator.url, signed(create, await session.token()));
    expect(reply.json.errors).toMatchObject([{ code: '603' }]);
  },
);
