/** A file is read through memory that is used again: little of it, and no byte is overwritten that somebody still wants. */
import { createCipheriv, createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { connect, createServer } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { READ_INTO_PIECES } from '../../src/connections/pieces.ts';
import type { FileStretch } from '../../src/marketo/types.ts';
import { selfSigned } from '../support/certificates.ts';
import { FILE, ID, startMarketo } from './marketo.ts';
import type { Reply } from './scripted-server.ts';

const MIB = 1024 * 1024;

/** Bytes of which no two stretches are alike, in one file or in two. */
function fileOf(seed: number, bytes: number): Buffer {
  const stream = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  return stream.update(Buffer.alloc(bytes));
}

function partOf(file: Buffer): Reply {
  return (response) => {
    const range = `bytes 0-${file.length - 1}/${file.length}`;
    response.writeHead(206, { 'content-type': 'text/csv', 'content-range': range }).end(file);
  };
}

interface Read {
  readonly sha256: string;
  /** Pieces of memory that its bytes came in. */
  readonly pieces: number;
}

/** Waits `turns` of the event loop over each chunk, and has a last look at it then. */
async function read({ body }: FileStretch, turns = 0): Promise<Read> {
  const hash = createHash('sha256');
  const pieces = new Set<ArrayBufferLike>();
  for await (const chunk of body) {
    for (let waited = 0; waited < turns; waited += 1) await turn();
    hash.update(chunk);
    pieces.add(chunk.buffer);
  }
  return { sha256: hash.digest('hex'), pieces: pieces.size };
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('the memory of a file', () => {
  it('is used again: 32 MiB come through less than half of that', async () => {
    const { server, client } = await startMarketo();
    const file = fileOf(1, 32 * MIB);
    server.on(FILE, partOf(file));
    const { sha256: told, pieces } = await read(await client.openFile(ID, { start: 0 }));
    expect(told).toBe(sha256(file));
    expect(pieces * 256 * 1024).toBeLessThan(16 * MIB);
  });

  it('is not overwritten while its reader takes its time, whatever other files come meanwhile', async () => {
    const { server, client } = await startMarketo();
    const files = [1, 2, 3].map((seed) => fileOf(seed, 8 * MIB));
    server.on(FILE, ...files.map(partOf));
    const stretches: FileStretch[] = [];
    for (const _file of files) stretches.push(await client.openFile(ID, { start: 0 }));
    const told = await Promise.all(stretches.map((stretch, at) => read(stretch, at * 3)));
    expect(told.map(({ sha256 }) => sha256)).toEqual(files.map(sha256));
  });

  it('is not used again for what nobody has read yet, though its connection went on to other files', async () => {
    const { server, client } = await startMarketo();
    const small = fileOf(1, 16 * 1024);
    server.on(FILE, partOf(small), partOf(fileOf(2, 16 * MIB)));
    const unread = await client.openFile(ID, { start: 0 });
    for (let file = 0; file < 2; file += 1) await read(await client.openFile(ID, { start: 0 }));
    expect((await read(unread)).sha256).toBe(sha256(small));
  });

  it('is read into over TLS too', async () => {
    const certificate = selfSigned();
    const file = fileOf(1, 4 * MIB);
    const server = createServer(certificate, (socket) => void socket.end(file));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const options = { port, host: '127.0.0.1', ca: certificate.cert, onread: READ_INTO_PIECES };
    const socket = connect(options);
    const chunks = (await socket.toArray()) as Buffer[];
    expect(sha256(Buffer.concat(chunks))).toBe(sha256(file));
  });
});
