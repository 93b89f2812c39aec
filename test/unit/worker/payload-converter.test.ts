import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payloadConverter } from '../../../src/worker/payload-converter.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const payload = (encoding: string, data = '{}'): Payload => ({
  metadata: { encoding: bytes(encoding) },
  data: bytes(data),
});
const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const read = (from: Payload): unknown => payloadConverter.fromPayload(from);

describe('a payload', () => {
  it('survives the way there and back, like with the default converter', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const written = payloadConverter.toPayload(value);
        expect(written).toEqual(defaultPayloadConverter.toPayload(value));
        expect(JSON.stringify(read(written))).toBe(JSON.stringify(value));
      }),
    );
  });

  it('of bytes stays bytes', () => {
    const value = new Uint8Array([0, 255, 1]);
    expect(read(payloadConverter.toPayload(value))).toEqual(value);
  });

  it('of nothing stays nothing', () => {
    expect(read(payloadConverter.toPayload(undefined))).toBeUndefined();
  });

  // Each of these would block the workflow task for ever.
  it.each<[string, Payload, RegExp]>([
    ['an encoding that was typed wrongly', payload('json/pain'), /json\/pain/],
    ['broken JSON', payload('json/plain', '{"filter":'), /JSON/],
    ['an empty text', payload('json/plain', ''), /JSON/],
    ['no encoding', { metadata: {}, data: bytes('{}') }, /\S/],
    ['no metadata', { data: bytes('{}') }, /\S/],
    ['an encrypted one without its codec', payload('binary/encrypted'), /binary\/encrypted/],
    ['nested too deeply to be written', payload('json/plain', nested(100_000)), /too deeply/],
    [
      'too large to be passed on',
      payload('json/plain', `"${'x'.repeat(2_097_000)}"`),
      /2097002 bytes/,
    ],
    [
      'too large when it is written anew',
      payload('json/plain', `[${'1e20,'.repeat(99_999)}1]`),
      /2199981 bytes/,
    ],
  ])('that is %s becomes a value that tells the reason', (_what, from, reason) => {
    expect(read(from)).toEqual({ undecodablePayload: expect.stringMatching(reason) as string });
  });

  it('that is large, but could still be passed on, is left as it is', () => {
    const text = 'x'.repeat(2_000_000);
    expect(read(payloadConverter.toPayload({ text }))).toEqual({ text });
  });

  it('never throws, whatever its bytes', () => {
    const encodings = fc.oneof(
      fc.constantFrom('json/plain', 'binary/plain', 'binary/null'),
      fc.string(),
    );
    fc.assert(
      fc.property(encodings, fc.string(), (encoding, data) => {
        expect(() => read(payload(encoding, data))).not.toThrow();
      }),
    );
  });
});
