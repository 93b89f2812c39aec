/** The codec that payloads go through on their way to Temporal and back: a module that the user names. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  METADATA_ENCODING_KEY,
  type Payload,
  type PayloadCodec,
  defaultPayloadConverter,
} from '@temporalio/common';
import { messageOf } from '../domain/message-of.ts';
import { PayloadCodecError } from './errors.ts';
import type { TemporalEnvironment } from './temporal-config.ts';

const VARIABLE = 'EXTRACT_PAYLOAD_CODEC';

/** What is readable without a codec. */
const READABLE = new Set([
  'binary/null',
  'binary/plain',
  'binary/protobuf',
  'json/plain',
  'json/protobuf',
]);

/**
 * The `payloadCodec` of the module that `EXTRACT_PAYLOAD_CODEC` names: a path, relative to `cwd`, or a package. Undefined when
 * it is not set. It has to give back what it was given, or `PayloadCodecError` is thrown: with a codec that cannot read what it
 * writes every workflow task would fail, again and again.
 */
export async function loadPayloadCodec(
  environment: TemporalEnvironment,
  cwd: string,
): Promise<PayloadCodec | undefined> {
  const name = environment[VARIABLE]?.trim() ?? '';
  if (name === '') return undefined;
  const codec = codecOf(name, await importModule(name, cwd));
  await assertRoundTrip(name, codec);
  return codec;
}

/** For clients: what the codec cannot decode, or what wants one where there is none, is told as that. */
export function guardedCodec(codec: PayloadCodec | undefined): PayloadCodec {
  return {
    encode: async (payloads) => codec?.encode(payloads) ?? payloads,
    decode: async (payloads) => {
      const decoded = await decodedBy(codec, payloads);
      for (const payload of decoded) assertReadable(payload);
      return decoded;
    },
  };
}

async function decodedBy(codec: PayloadCodec | undefined, payloads: Payload[]): Promise<Payload[]> {
  try {
    return (await codec?.decode(payloads)) ?? payloads;
  } catch (error) {
    throw new PayloadCodecError(`cannot decode what Temporal has: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function assertReadable({ metadata }: Payload): void {
  const encoding = Buffer.from(metadata?.[METADATA_ENCODING_KEY] ?? []).toString();
  if (encoding === '' || READABLE.has(encoding)) return;
  throw new PayloadCodecError(
    `Temporal has payloads with the encoding ${JSON.stringify(encoding)}, which need another codec than the one here, or one at all`,
  );
}

async function importModule(name: string, cwd: string): Promise<object> {
  const isPath = /^(\.{0,2}\/|[A-Za-z]:\\|file:)|\.[cm]?[jt]s$/.test(name);
  const url = name.startsWith('file:') ? name : pathToFileURL(resolve(cwd, name)).href;
  try {
    return (await import(isPath ? url : name)) as object;
  } catch (error) {
    throw new PayloadCodecError(`${name} cannot be loaded: ${messageOf(error)}`, { cause: error });
  }
}

function codecOf(name: string, module: object): PayloadCodec {
  const codec: unknown = 'payloadCodec' in module ? module.payloadCodec : undefined;
  if (isCodec(codec)) return codec;
  throw new PayloadCodecError(
    `${name} has no export payloadCodec with the functions encode and decode`,
  );
}

function isCodec(value: unknown): value is PayloadCodec {
  if (typeof value !== 'object' || value === null) return false;
  const { encode, decode } = value as Partial<PayloadCodec>;
  return typeof encode === 'function' && typeof decode === 'function';
}

async function assertRoundTrip(name: string, codec: PayloadCodec): Promise<void> {
  const sample = defaultPayloadConverter.toPayload({ sample: 'of marketo-activity-extract' });
  let back: Payload | undefined;
  try {
    [back] = await codec.decode(await codec.encode([sample]));
  } catch (error) {
    throw new PayloadCodecError(`${name} fails: ${messageOf(error)}`, { cause: error });
  }
  if (isSame(back, sample)) return;
  throw new PayloadCodecError(`${name} does not give back what it has encoded`);
}

/** What says how the bytes are to be read included: without it nothing would be understood. */
function isSame(one: Payload | undefined, other: Payload): boolean {
  const encodingOf = (payload: Payload | undefined) => payload?.metadata?.['encoding'];
  return sameBytes(one?.data, other.data) && sameBytes(encodingOf(one), encodingOf(other));
}

function sameBytes(
  one: Uint8Array | null | undefined,
  other: Uint8Array | null | undefined,
): boolean {
  return Buffer.from(one ?? []).equals(Buffer.from(other ?? []));
}
