import { describe, expect, it } from 'vitest';
import {
  FILE,
  ID,
  STATUS,
  job,
  letAnswersArrive,
  marketoError,
  part,
  readAll,
  refusal,
  startMarketo,
} from './marketo.ts';
import { held, type Reply } from './scripted-server.ts';

const RANGE = { start: 0, end: 2 };

describe('the limiter', () => {
  it('keeps downloads to 3 places of 5, a place lasting until the body is read', async () => {
    const { server, client } = await startMarketo();
    server.on(FILE, part('abc', 0, 3));
    const files = [1, 2, 3, 4, 5].map(() => client.openFile(ID, RANGE));
    await server.arrived(FILE, 3);
    await Promise.all([client.exportStatus(ID), client.exportStatus(ID)]);
    await letAnswersArrive(client);
    expect(server.seen(FILE)).toHaveLength(3);
    for (const file of files) expect(await readAll((await file).body)).toBe('abc');
    expect(server.seen(FILE)).toHaveLength(5);
  });

  it('has at most 5 calls under way', async () => {
    const { server, client } = await startMarketo();
    const answer = held(job());
    server.on(STATUS, answer.reply);
    const calls = [1, 2, 3, 4, 5, 6, 7].map(() => client.exportStatus(ID));
    await server.arrived(STATUS, 5);
    await letAnswersArrive(client);
    expect(server.seen(STATUS)).toHaveLength(5);
    answer.release();
    await Promise.all(calls);
  });

  it('lets a cancel overtake other calls, and those overtake downloads', async () => {
    const { server, client } = await startMarketo({ limits: { concurrentCalls: 1 } });
    const order: string[] = [];
    const noted =
      (name: string, reply: Reply): Reply =>
      (response, seen) => {
        order.push(name);
        return reply(response, seen);
      };
    const first = held(job());
    server.on(STATUS, noted('status', first.reply), noted('status', job()));
    server.on(FILE, noted('file', part('abc', 0, 3)));
    server.on('/cancel.json', noted('cancel', job()));
    const busy = client.exportStatus(ID);
    await server.arrived(STATUS, 1);
    const file = client.openFile(ID, RANGE).then(({ body }) => readAll(body));
    const others = [client.exportStatus(ID), client.cancelExport(ID)];
    first.release();
    await Promise.all([busy, file, ...others]);
    expect(order).toEqual(['status', 'cancel', 'status', 'file']);
  });

  it('keeps no place for a download that was aborted while it waited', async () => {
    const { server, client } = await startMarketo({ limits: { concurrentCalls: 1 } });
    const first = held(job());
    server.on(STATUS, first.reply);
    server.on(FILE, part('abc', 0, 3));
    const busy = client.exportStatus(ID);
    await server.arrived(STATUS, 1);
    const abort = new AbortController();
    const aborted = client.openFile(ID, RANGE, { signal: abort.signal });
    const next = client.openFile(ID, RANGE);
    abort.abort();
    await expect(aborted).rejects.toBe(abort.signal.reason);
    first.release();
    await busy;
    expect(await readAll((await next).body)).toBe('abc');
  });

  it('begins no more calls than its share of 20 seconds, files included', async () => {
    const { server, client } = await startMarketo({ limits: { callsPer20s: 2 } });
    server.on(FILE, part('abc', 0, 3));
    await client.exportStatus(ID);
    await readAll((await client.openFile(ID, RANGE)).body);
    const abort = new AbortController();
    const third = client.exportStatus(ID, { signal: abort.signal });
    await letAnswersArrive(client);
    expect(server.seen(STATUS)).toHaveLength(1);
    abort.abort();
    await expect(third).rejects.toBe(abort.signal.reason);
  });

  it.each(['606', '615'])('holds new calls back after %s', async (code) => {
    const { server, client } = await startMarketo({ limits: { longestPauseMs: 20_000 } });
    server.on(STATUS, refusal(code, 'too many'), job());
    await marketoError(client.exportStatus(ID));
    const abort = new AbortController();
    const next = client.exportStatus(ID, { signal: abort.signal });
    await letAnswersArrive(client);
    expect(server.seen(STATUS)).toHaveLength(1);
    abort.abort();
    await expect(next).rejects.toBe(abort.signal.reason);
  });

  it('lets them go again after the pause', async () => {
    const { server, client } = await startMarketo({ limits: { longestPauseMs: 20 } });
    server.on(STATUS, refusal('606', 'too many'), job());
    await marketoError(client.exportStatus(ID));
    expect((await client.exportStatus(ID)).value.exportId).toBe(ID);
  });

  it('takes a place from files and calls after 615', async () => {
    const { server, client } = await startMarketo();
    server.on(STATUS, refusal('615', 'too many'), job());
    server.on(FILE, part('abc', 0, 3));
    await marketoError(client.exportStatus(ID));
    const files = [1, 2, 3].map(() => client.openFile(ID, RANGE));
    await server.arrived(FILE, 2);
    await client.exportStatus(ID);
    await letAnswersArrive(client);
    expect(server.seen(FILE)).toHaveLength(2);
    for (const file of files) await readAll((await file).body);
  });
});
