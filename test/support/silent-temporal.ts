/**
 * A gateway whose Temporal does not answer: each call ends at once with DEADLINE_EXCEEDED. Where nobody listens at all a command waits
 * for seconds whether somebody comes; this is for tests of what comes after that wait.
 */
import { createServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';

const DEADLINE_EXCEEDED = '4';

export interface SilentTemporal extends AsyncDisposable {
  /** `127.0.0.1:port` */
  readonly address: string;
}

export async function startSilentTemporal(): Promise<SilentTemporal> {
  const server = createServer();
  server.on('stream', (stream) => {
    const headers = { ':status': 200, 'content-type': 'application/grpc' };
    stream.respond({ ...headers, 'grpc-status': DEADLINE_EXCEEDED }, { endStream: true });
  });
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => sessions.add(session));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      for (const session of sessions) session.destroy();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}
