import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultPayloadConverter, type PayloadCodec } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardedCodec, loadPayloadCodec } from '../../../src/client/payload-codec.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

const MODULES: Readonly<Record<string, string>> = {
  'good.mjs':
    'const same = async (p) => p; export const payloadCodec = { encode: same, decode: same };',
  'other-name.mjs': 'export const codec = {};',
  'half.mjs': 'export const payloadCodec = { encode: async (p) => p };',
  'loses.mjs':
    'export const payloadCodec = { encode: async (p) => p, decode: async (p) => p.map(() => ({})) };',
  'forgets-encoding.mjs':
    'export const payloadCodec = { encode: async (p) => p, decode: async (p) => p.map(({ data }) => ({ data })) };',
  'throws.mjs':
    'export const payloadCodec = { encode: async () => { throw new Error("no key today"); }, decode: async (p) => p };',
  'broken.mjs': 'throw new Error("PAYLOAD_KEYS is not set");',
};

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await makeTemporaryFolder();
  const files = Object.entries(MODULES);
  await Promise.all(files.map(([name, text]) => writeFile(join(folder.path, name), text)));
});
afterAll(() => folder.remove());

const load = (name: string) => loadPayloadCodec({ EXTRACT_PAYLOAD_CODEC: name }, folder.path);

describe('EXTRACT_PAYLOAD_CODEC', () => {
  it('unset or empty is no codec', async () => {
    expect(await loadPayloadCodec({}, folder.path)).toBeUndefined();
    expect(await load(' ')).toBeUndefined();
  });

  it.each(['./good.mjs', 'good.mjs'])('%s is taken from the working folder', async (name) => {
    expect(await load(name)).toHaveProperty('decode');
  });

  it.each([
    { name: './missing.mjs', says: /missing\.mjs cannot be loaded/ },
    { name: 'no-such-package', says: /no-such-package cannot be loaded/ },
    { name: './broken.mjs', says: /cannot be loaded: PAYLOAD_KEYS is not set/ },
    {
      name: './other-name.mjs',
      says: /no export payloadCodec with the functions encode and decode/,
    },
    { name: './half.mjs', says: /no export payloadCodec/ },
    { name: './loses.mjs', says: /does not give back what it has encoded/ },
    { name: './forgets-encoding.mjs', says: /does not give back what it has encoded/ },
    { name: './throws.mjs', says: /fails: no key today/ },
  ])('$name is refused, with what to do', async ({ name, says }) => {
    const loading = load(name);
    await expect(loading).rejects.toThrow(says);
    await expect(loading).rejects.toThrow(/the same keys, for workers and for whoever starts/);
  });
});

describe('a client', () => {
  const plain = defaultPayloadConverter.toPayload({ a: 1 });
  const encrypted = { metadata: { encoding: Buffer.from('binary/encrypted') }, data: Buffer.of(1) };
  const failing: PayloadCodec = {
    encode: (payloads) => Promise.resolve(payloads),
    decode: () => Promise.reject(new Error('PAYLOAD_KEYS has no key "k1"')),
  };

  it('reads what was never encoded', async () => {
    expect(await guardedCodec(undefined).decode([plain, {}])).toEqual([plain, {}]);
  });

  it.each([
    {
      name: 'no codec',
      codec: undefined,
      says: /encoding "binary\/encrypted", which need another/,
    },
    { name: 'a codec without the key', codec: failing, says: /cannot decode .* no key "k1"/ },
  ])('with $name says so of what it cannot read', async ({ codec, says }) => {
    await expect(guardedCodec(codec).decode([encrypted])).rejects.toThrow(says);
  });
});
