import { describe, expect, it } from 'vitest';
import type { MarketoClient } from '../../src/marketo/types.ts';
import {
  CREATE_BODY,
  FILE,
  ID,
  IDENTITY,
  STATUS,
  job,
  letAnswersArrive,
  raw,
  readAll,
  startMarketo,
  token,
} from './marketo.ts';
import { held } from './scripted-server.ts';

/** Not an `AbortError`: as the host program's own cancellation, it must arrive as the very same object. */
class Cancelled extends Error {}

const silent = () => undefined;

describe('aborting', () => {
  const reason = new Cancelled('stop');

  type Row = readonly [string, (client: MarketoClient, signal: AbortSignal) => Promise<unknown>];
  /** Their work may be done and paid for: the answer must be known. */
  const finishing: readonly Row[] = [
    ['create.json', (client, signal) => client.createExport(CREATE_BODY, { signal })],
    ['enqueue.json', (client, signal) => client.enqueueExport(ID, { signal })],
  ];
  const calls: readonly Row[] = [
    ['status.json', (client, signal) => client.exportStatus(ID, { signal })],
    ['cancel.json', (client, signal) => client.cancelExport(ID, { signal })],
    ['file.json', (client, signal) => client.openFile(ID, { start: 0 }, { signal })],
    ['types.json', (client, signal) => client.activityTypes({ signal })],
    [
      'export.json',
      (client, signal) => client.listExports({}, { signal })[Symbol.asyncIterator]().next(),
    ],
  ];

  it.each(calls)(
    'a call to %s that waits for its answer rejects with the reason',
    async (path, call) => {
      const { server, client } = await startMarketo();
      const abort = new AbortController();
      server.on(path, silent);
      const outcome = call(client, abort.signal).catch((error: unknown) => error);
      await server.arrived(path, 1);
      abort.abort(reason);
      expect(await outcome).toBe(reason);
    },
  );

  it.each(finishing)('a call to %s that has been sent runs to its end', async (path, call) => {
    const { server, client } = await startMarketo();
    const abort = new AbortController();
    const answer = held(job());
    server.on(path, answer.reply);
    const outcome = call(client, abort.signal);
    await server.arrived(path, 1);
    abort.abort(reason);
    answer.release();
    expect(await outcome).toMatchObject({ value: { exportId: ID } });
  });

  it.each([...finishing, ...calls])(
    'before a call to %s begins rejects with the reason, unsent',
    async (path, call) => {
      const { server, client } = await startMarketo();
      const outcome = await call(client, AbortSignal.abort(reason)).catch(
        (error: unknown) => error,
      );
      expect(outcome).toBe(reason);
      expect(server.seen(path)).toHaveLength(0);
    },
  );

  it('a call that waits for a place takes it out of the queue', async () => {
    const { server, client } = await startMarketo({ limits: { concurrentCalls: 1 } });
    const first = held(job());
    server.on(STATUS, first.reply);
    const busy = client.exportStatus(ID);
    await server.arrived(STATUS, 1);
    const abort = new AbortController();
    const outcome = client
      .openFile(ID, { start: 0 }, { signal: abort.signal })
      .catch((error: unknown) => error);
    abort.abort(reason);
    expect(await outcome).toBe(reason);
    first.release();
    await busy;
    expect(server.seen(FILE)).toHaveLength(0);
  });

  it('a call that waits for the token leaves the others their token', async () => {
    const { server, client } = await startMarketo();
    const identity = held(token(1));
    server.on(IDENTITY, identity.reply);
    const abort = new AbortController();
    const outcome = client
      .exportStatus(ID, { signal: abort.signal })
      .catch((error: unknown) => error);
    const other = client.exportStatus(ID);
    await server.arrived(IDENTITY, 1);
    abort.abort(reason);
    expect(await outcome).toBe(reason);
    identity.release();
    expect((await other).value.exportId).toBe(ID);
    expect(server.seen(IDENTITY)).toHaveLength(1);
  });

  it('in the middle of a JSON answer rejects with the reason', async () => {
    const { server, client } = await startMarketo();
    const abort = new AbortController();
    server.on(STATUS, (response) => void response.writeHead(200).write('{"succ'));
    const outcome = client
      .exportStatus(ID, { signal: abort.signal })
      .catch((error: unknown) => error);
    await server.arrived(STATUS, 1);
    await letAnswersArrive(client);
    abort.abort(reason);
    expect(await outcome).toBe(reason);
  });

  it('in the middle of a file rejects with the reason and closes the connection', async () => {
    const { server, client } = await startMarketo({ limits: { concurrentCalls: 1 } });
    const abort = new AbortController();
    let closed: Promise<unknown> | undefined;
    server.on(FILE, (response) => {
      closed = new Promise((resolve) => response.once('close', resolve));
      response.writeHead(206, { 'content-range': 'bytes 0-9/10' }).write('abc');
    });
    const { body } = await client.openFile(ID, { start: 0 }, { signal: abort.signal });
    const chunks = body[Symbol.asyncIterator]();
    await chunks.next();
    const next = chunks.next().catch((error: unknown) => error);
    abort.abort(reason);
    expect(await next).toBe(reason);
    await closed;
    expect((await client.exportStatus(ID)).value.exportId).toBe(ID);
  });

  it('between opening a file and reading it rejects with the reason', async () => {
    const { server, client } = await startMarketo();
    const abort = new AbortController();
    server.on(FILE, raw('abc', 206, { 'content-range': 'bytes 0-2/3' }));
    const { body } = await client.openFile(ID, { start: 0 }, { signal: abort.signal });
    abort.abort(reason);
    expect(await readAll(body).catch((error: unknown) => error)).toBe(reason);
  });

  it('keeps a reason that is not an Error', async () => {
    const { client } = await startMarketo();
    const signal = AbortSignal.abort('plain text');
    await expect(client.exportStatus(ID, { signal })).rejects.toBe('plain text');
  });
});

describe('close', () => {
  it('lets a POST that has begun come to its end', async () => {
    const { server, client } = await startMarketo();
    const answer = held(job());
    server.on('/create.json', answer.reply);
    const created = client.createExport(CREATE_BODY);
    await server.arrived('/create.json', 1);
    const closed = client.close();
    answer.release();
    expect((await created).value.exportId).toBe(ID);
    await closed;
  });

  it('refuses calls that wait for a place, and calls that come later', async () => {
    const { server, client } = await startMarketo({ limits: { concurrentCalls: 1 } });
    const answer = held(job());
    server.on(STATUS, answer.reply);
    const busy = client.exportStatus(ID);
    await server.arrived(STATUS, 1);
    const waiting = client.cancelExport(ID).catch((error: unknown) => error);
    const closed = client.close();
    expect(await waiting).toMatchObject({ kind: 'connection' });
    await expect(client.cancelExport(ID)).rejects.toMatchObject({ kind: 'connection' });
    answer.release();
    await busy;
    await closed;
    await client.close();
  });
});
