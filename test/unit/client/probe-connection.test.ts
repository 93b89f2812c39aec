/** Where somebody listens, but speaks otherwise: test/e2e/temporal-tls.test.ts. */
import { expect, it } from 'vitest';
import { probeConnection } from '../../../src/client/probe-connection.ts';

it('where nobody listens the connection is refused, and not waited for', async () => {
  expect(await probeConnection({ address: '127.0.0.1:1' }, 60_000)).toBe('refused');
});
