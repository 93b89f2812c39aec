import { describe, expect, it } from 'vitest';
import { addressText, listenAddress } from '../../../src/config/listen-address.ts';

describe('an address to listen on', () => {
  it.each([
    ['9464', '127.0.0.1:9464'],
    ['127.0.0.1:9464', '127.0.0.1:9464'],
    ['localhost:9464', '127.0.0.1:9464'],
    ['0.0.0.0:80', '0.0.0.0:80'],
    ['[::1]:65535', '[::1]:65535'],
    ['[::]:9464', '[::]:9464'],
  ])('%s means %s', (text, meant) => {
    const reading = listenAddress(text);
    if (!reading.ok) throw new Error(reading.fault);
    expect(addressText(reading.value)).toBe(meant);
  });

  it.each([
    '0',
    '65536',
    '99999',
    ':9464',
    '::1:9464',
    'example.com:9464',
    '127.0.0.1',
    'http://127.0.0.1:9464',
    '1.2.3:80',
    '[x]:80',
    'on',
  ])('%s is refused, with one to write instead', (text) => {
    const reading = listenAddress(text);
    expect(reading).toMatchObject({ ok: false });
    expect(reading).toHaveProperty('fault', expect.stringContaining('127.0.0.1:9464'));
    expect(reading).toHaveProperty('fault', expect.stringContaining(text));
  });
});
