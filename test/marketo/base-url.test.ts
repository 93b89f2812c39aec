import { describe, expect, it } from 'vitest';
import { normalizeBaseUrl } from '../../src/marketo/base-url.ts';

function faultOf(text: string): string {
  const result = normalizeBaseUrl(text);
  return result.ok ? 'none' : result.fault;
}

describe('the base URL', () => {
  it.each([
    ['https://123-ABC-456.mktorest.com'],
    ['https://123-ABC-456.mktorest.com/'],
    ['https://123-ABC-456.mktorest.com/rest'],
    ['https://123-ABC-456.mktorest.com/rest/'],
    ['https://123-ABC-456.mktorest.com/identity'],
    ['123-ABC-456'],
    ['  123-abc-456 '],
  ])('%j becomes the origin alone', (text) => {
    expect(normalizeBaseUrl(text)).toEqual({
      ok: true,
      url: 'https://123-abc-456.mktorest.com',
    });
  });

  it.each(['http://localhost:8080', 'http://127.0.0.1:1', 'http://[::1]:9/rest'])(
    'plain http is good for the loopback host of %s',
    (text) => expect(normalizeBaseUrl(text).ok).toBe(true),
  );

  it('plain http to any other host needs to be allowed', () => {
    expect(faultOf('http://emulator:8080')).toContain('unencrypted');
    expect(normalizeBaseUrl('http://emulator:8080', { allowHttp: true })).toEqual({
      ok: true,
      url: 'http://emulator:8080',
    });
  });

  it.each([
    ['', 'is empty'],
    ['marketo', 'neither a URL nor a munchkin id'],
    ['ftp://123-ABC-456.mktorest.com', 'https://'],
    ['https://123-ABC-456.mktorest.com/bulk/v1', 'path'],
    ['https://user:hush@123-ABC-456.mktorest.com', 'credentials'],
    ['https://123-ABC-456.mktorest.com?access_token=hush', 'query'],
  ])('%j is refused with the reason and the remedy, and not repeated', (text, reason) => {
    const fault = faultOf(text);
    expect(fault).toContain(reason);
    expect(fault).toContain('https://123-ABC-456');
    expect(fault).not.toContain('hush');
  });
});
