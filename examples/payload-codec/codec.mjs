// Encrypts payloads with AES-256-GCM. PAYLOAD_KEYS has keys as id:base64, by commas: the first encrypts, all decrypt.
import { Buffer } from 'node:buffer';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ENCODING = 'binary/encrypted';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const keys = readKeys(process.env.PAYLOAD_KEYS ?? '');
const [newest] = keys.keys();

/** What EXTRACT_PAYLOAD_CODEC wants: a PayloadCodec of @temporalio/common. */
export const payloadCodec = {
  encode: async (payloads) => payloads.map(encrypt),
  decode: async (payloads) => payloads.map(decrypt),
};

function encrypt(payload) {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keys.get(newest), nonce);
  cipher.setAAD(Buffer.from(newest));
  const secret = Buffer.concat([cipher.update(pack(payload)), cipher.final()]);
  return {
    metadata: { encoding: Buffer.from(ENCODING), 'encryption-key-id': Buffer.from(newest) },
    data: Buffer.concat([nonce, secret, cipher.getAuthTag()]),
  };
}

/** Payloads from before the codec are left as they are. */
function decrypt(payload) {
  if (text(payload.metadata?.encoding) !== ENCODING) return payload;
  const id = text(payload.metadata['encryption-key-id']);
  const key = keys.get(id);
  if (key === undefined) throw new Error(`PAYLOAD_KEYS has no key ${JSON.stringify(id)}`);
  const data = Buffer.from(payload.data);
  const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(id));
  decipher.setAuthTag(data.subarray(-TAG_BYTES));
  return unpack(
    Buffer.concat([decipher.update(data.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]),
  );
}

/** Length of the metadata, the metadata as JSON, the data as it is: no larger than it has to be. */
function pack({ metadata, data }) {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)]);
  const head = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, Buffer.from(data ?? [])]);
}

function unpack(bytes) {
  const end = 4 + bytes.readUInt32BE(0);
  const entries = Object.entries(JSON.parse(bytes.subarray(4, end).toString()));
  return {
    metadata: Object.fromEntries(
      entries.map(([name, value]) => [name, Buffer.from(value, 'base64')]),
    ),
    data: bytes.subarray(end),
  };
}

function readKeys(setting) {
  const read = new Map();
  for (const entry of setting.split(',')) {
    const [id = '', secret = ''] = entry.trim().split(':');
    const key = Buffer.from(secret, 'base64');
    if (id === '' || key.length !== 32) {
      throw new Error(
        'PAYLOAD_KEYS wants id:key, the key 32 bytes in base64 (openssl rand -base64 32)',
      );
    }
    read.set(id, key);
  }
  return read;
}

function text(bytes) {
  return Buffer.from(bytes ?? []).toString();
}

function base64(bytes) {
  return Buffer.from(bytes).toString('base64');
}
