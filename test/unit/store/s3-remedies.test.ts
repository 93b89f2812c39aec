import { describe, expect, it } from 'vitest';
import { isFaultCode, remedyFor } from '../../../src/store/s3/remedies.ts';

describe('a code of Node, TLS or undici', () => {
  it.each([
    { code: 'ECONNRESET', why: 'cannot be reached' },
    { code: 'ENOTFOUND', why: 'cannot be reached' },
    { code: 'EAI_AGAIN', why: 'cannot be reached' },
    { code: 'ERR_STREAM_PREMATURE_CLOSE', why: 'cannot be reached' },
    { code: 'UND_ERR_SOCKET', why: 'cannot be reached' },
    { code: 'UND_ERR_CONNECT_TIMEOUT', why: 'cannot be reached' },
    { code: 'EPROTO', why: 'does not speak HTTP' },
    { code: 'ERR_SSL_WRONG_VERSION_NUMBER', why: 'does not speak HTTP' },
    { code: 'ERR_TLS_CERT_ALTNAME_INVALID', why: 'is not trusted here' },
    { code: 'CERT_HAS_EXPIRED', why: 'is not trusted here' },
    { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', why: 'is not trusted here' },
    { code: 'EMFILE', why: 'the store said no' },
  ])('$code is a fault: $why', ({ code, why }) => {
    expect(isFaultCode(code)).toBe(true);
    expect(remedyFor(code, 'exports', undefined).why).toContain(why);
  });

  it.each(['ERR_INVALID_ARG_TYPE', 'UND_ERR_INVALID_ARG', 'UND_ERR_ABORTED', 'ABORT_ERR', ''])(
    '"%s" is a mistake of whoever called',
    (code) => {
      expect(isFaultCode(code)).toBe(false);
    },
  );
});
