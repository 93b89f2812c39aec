import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port on loopback that nobody listens on just now. Another process can take it before it is used, so whoever
 * starts a server on it has to cope with that (`startDevServer` tries again).
 */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was assigned');
  return address.port;
}

/** True when something listens on the port, or it cannot be listened on for another reason. */
export async function isPortTaken(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return false;
  } catch {
    return true;
  }
}
