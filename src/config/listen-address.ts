/** Where this process listens: an IP address and a port, or a port alone, which is then reached from this machine only. */
import { isIPv4, isIPv6 } from 'node:net';
import { messageOf } from '../domain/message-of.ts';
import { quote } from '../interface/fault.ts';
import { bad, good } from './reading.ts';
import type { Reader } from './reading.ts';

export interface ListenAddress {
  /** IPv4, or IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

const LOOPBACK = '127.0.0.1';

export const listenAddress: Reader<ListenAddress> = (text) => {
  const [, host = LOOPBACK, digits = ''] = /^(?:(.*):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  const ip = ipOf(host);
  if (ip !== undefined && port >= 1 && port <= 65_535) return good({ host: ip, port });
  return bad(
    `${quote(text)} is no address to listen on; write an IP address and a port from 1 to 65535, ` +
      'such as 127.0.0.1:9464, [::1]:9464, or 0.0.0.0:9464 to be reached from everywhere',
  );
};

/** `127.0.0.1:9464`, `[::1]:9464` */
export function addressText({ host, port }: ListenAddress): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A port that another process has, or an address that is not this machine's. */
export function notListening(variable: string, address: ListenAddress, cause: unknown): Error {
  const reason = messageOf(cause);
  return new Error(`${variable}: ${addressText(address)} cannot be listened on (${reason})`, {
    cause,
  });
}

function ipOf(host: string): string | undefined {
  if (host === 'localhost') return LOOPBACK;
  if (isIPv4(host)) return host;
  const bare = /^\[(.+)\]$/.exec(host)?.[1] ?? '';
  return isIPv6(bare) ? bare : undefined;
}
