import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Client } from './clients/client.ts';
import { connectors } from './clients/connectors.ts';
import { javaClients } from './clients/java-clients.ts';
import { nodeClients } from './clients/node-clients.ts';
import { pythonClients } from './clients/python-clients.ts';
import { sendRaw, type RawCall, type RawReply } from './raw-request.ts';
import { Session } from './session.ts';

const clients = [...pythonClients, ...connectors, ...nodeClients, ...javaClients];

/** Long enough for a job to wait, to run and to show it. */
const JOB_SECONDS = 180;

const tokenAnswer = z.object({
  access_token: z.string(),
  token_type: z.literal('bearer'),
  expires_in: z.int().positive(),
  scope: z.string(),
});

const jobAnswer = z.object({
  requestId: z.string(),
  success: z.literal(true),
  result: z.tuple([
    z.object({
      exportId: z.string(),
      status: z.string(),
      numberOfRecords: z.int().optional(),
      fileSize: z.int().optional(),
      fileChecksum: z.string().optional(),
    }),
  ]),
});

type JobAnswer = z.output<typeof jobAnswer>['result'][0];

/** A client at work: it has its token and says each call in its own way. */
class Replay {
  readonly #client: Client;
  readonly #session: Session;
  #token = '';

  constructor(client: Client, session: Session) {
    this.#client = client;
    this.#session = session;
  }

  async begin(): Promise<unknown> {
    const reply = await sendRaw(this.#session.emulator.url, this.#client.token);
    this.#token = tokenAnswer.parse(reply.json).access_token;
    return reply.json;
  }

  send(call: RawCall): Promise<RawReply> {
    return sendRaw(this.#session.emulator.url, this.#client.signed(call, this.#token));
  }

  async job(call: RawCall): Promise<JobAnswer> {
    return jobAnswer.parse((await this.send(call)).json).result[0];
  }

  /** A job that is Completed, as its status has it. */
  async completed(): Promise<JobAnswer> {
    const { exportId } = await this.job(this.#client.create);
    await this.job(this.#client.enqueue(exportId));
    await this.#session.emulator.advance(JOB_SECONDS);
    return this.job(this.#client.status(exportId));
  }
}

/** The JSON of an answer, unpacked when the client asked for gzip. */
function json({ headers, bytes }: RawReply): unknown {
  const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
  return JSON.parse(plain.toString());
}

describe.each(clients)('$name', (client) => {
  let session: Session;
  let replay: Replay;
  beforeEach(async () => {
    const options = { statusLagSeconds: 60, activitiesPerDay: 500 };
    session = await Session.start({ ...options, ...client.options });
    replay = new Replay(client, session);
    await replay.begin();
  });
  afterEach(() => session.emulator.close());

  test('gets what it reads from the calls that it makes first', async () => {
    for (const { call, reads } of client.first) {
      const reply = await replay.send(call);
      expect(reply.status).toBe(200);
      expect(reads.safeParse(json(reply)).error).toBeUndefined();
    }
  });

  test('is told Created, then Queued at once, then Completed', async () => {
    const created = await replay.job(client.create);
    expect(created.status).toBe('Created');
    expect((await replay.job(client.status(created.exportId))).status).toBe('Created');
    await session.emulator.advance(1);
    expect((await replay.job(client.enqueue(created.exportId))).status).toBe('Queued');
    // Anything else but Processing ends the wait of some, or makes them enqueue again.
    expect((await replay.job(client.status(created.exportId))).status).toBe('Queued');
    await session.emulator.advance(JOB_SECONDS);
    expect((await replay.job(client.status(created.exportId))).status).toBe('Completed');
  });

  test('fetches a file of the size and checksum that its job has', async () => {
    const { exportId, fileSize = 0, fileChecksum, numberOfRecords } = await replay.completed();
    const parts: Buffer[] = [];
    for (const call of client.fetches(exportId, fileSize)) {
      const reply = await replay.send(call);
      expect(reply.status).toBe(call.headers?.['Range'] === undefined ? 200 : 206);
      expect(reply.headers['content-type']).toContain('text/csv');
      parts.push(reply.bytes);
    }
    const bytes = Buffer.concat(parts);
    expect(numberOfRecords).toBeGreaterThan(0);
    expect(bytes).toHaveLength(fileSize);
    expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(fileChecksum);
  });
});
