// A codec server: Temporal's UI and CLI send payloads here to be read. On loopback, so for who sits at this machine.
import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';
import { payloadCodec } from './codec.mjs';

const LARGEST_BYTES = 64 * 1024 * 1024;
const uiOrigin = process.env.TEMPORAL_UI_URL ?? 'http://localhost:8233';
const steps = new Map([
  ['/encode', payloadCodec.encode],
  ['/decode', payloadCodec.decode],
]);

const server = createServer(async (request, response) => {
  response.setHeader('access-control-allow-origin', uiOrigin);
  response.setHeader('access-control-allow-headers', 'content-type,x-namespace,authorization');
  if (request.method === 'OPTIONS') return response.writeHead(204).end();
  const step = steps.get(new URL(request.url, 'http://localhost').pathname);
  if (request.method !== 'POST' || step === undefined) return response.writeHead(404).end();
  try {
    const { payloads } = JSON.parse(await bodyOf(request));
    const done = (await step(payloads.map(fromJson))).map(toJson);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ payloads: done }));
  } catch (error) {
    response.writeHead(400).end(error.message);
  }
});

server.listen(Number(process.env.PORT ?? 8888), '127.0.0.1', () => {
  console.log(`codec server at http://127.0.0.1:${server.address().port} for ${uiOrigin}`);
});

async function bodyOf(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > LARGEST_BYTES) throw new Error('The request is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** JSON has bytes as base64. */
function fromJson({ metadata = {}, data = '' }) {
  const entries = Object.entries(metadata).map(([name, value]) => [
    name,
    Buffer.from(value, 'base64'),
  ]);
  return { metadata: Object.fromEntries(entries), data: Buffer.from(data, 'base64') };
}

function toJson({ metadata = {}, data = [] }) {
  const base64 = (bytes) => Buffer.from(bytes).toString('base64');
  const entries = Object.entries(metadata).map(([name, value]) => [name, base64(value)]);
  return { metadata: Object.fromEntries(entries), data: base64(data) };
}
