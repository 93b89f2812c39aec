/** Why a connection fails: Temporal's clients only say that it did not come about in time. */
import { isIP } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { ConnectionFault } from './connection-fault.ts';
import type { TemporalConfig } from './temporal-config.ts';
import type { TlsMaterial } from './tls-material.ts';

interface Target {
  /** `host:port` */
  readonly address: string;
  readonly tls?: TemporalConfig['connectionOptions']['tls'];
  readonly apiKey?: unknown;
}

/** Shakes hands as the client would. Undefined: nothing is wrong as far as that goes. Sends no key. */
export function probeConnection(
  { address, tls, apiKey }: Target,
  timeoutMs: number,
): Promise<ConnectionFault | undefined> {
  if (!URL.canParse(`tcp://${address}`)) return Promise.resolve('unknownHost');
  const { hostname, port } = new URL(`tcp://${address}`);
  const host = hostname.replace(/^\[|\]$/g, '');
  const to = { host, port: Number(port === '' ? '7233' : port), ALPNProtocols: ['h2'] };
  const material = tls ?? (apiKey === undefined ? undefined : true);
  if (material === undefined || material === false) {
    return shakeHands({ ...to, rejectUnauthorized: false }, timeoutMs, withoutTls);
  }
  const options = { ...to, ...serverName(host, material), ...certificates(material) };
  return shakeHands(options, timeoutMs, withTls);
}

function serverName(
  host: string,
  material: true | { readonly serverNameOverride?: string },
): Pick<ConnectionOptions, 'servername'> {
  const name = material === true ? undefined : material.serverNameOverride;
  if (name !== undefined) return { servername: name };
  return isIP(host) === 0 ? { servername: host } : {};
}

function certificates(material: true | TlsMaterial): ConnectionOptions {
  if (material === true) return {};
  const { serverRootCACertificate: ca, clientCertPair } = material;
  return {
    ...(ca === undefined ? {} : { ca: Buffer.from(ca) }),
    ...(clientCertPair == null
      ? {}
      : { cert: Buffer.from(clientCertPair.crt), key: Buffer.from(clientCertPair.key) }),
  };
}

interface Handshake {
  /** The certificates were exchanged. */
  readonly secured: boolean;
  /** The server has begun to speak HTTP/2. */
  readonly spoke: boolean;
  /** Of the error that ended it, when one did; `silent` when nothing happened in time. */
  readonly ended: string | undefined;
}

function shakeHands(
  options: ConnectionOptions,
  timeoutMs: number,
  judge: (handshake: Handshake) => ConnectionFault | undefined,
): Promise<ConnectionFault | undefined> {
  return new Promise((resolve) => {
    let secured = false;
    const socket: TLSSocket = connect(options, () => (secured = true));
    const timer = setTimeout(() => settle({ ended: 'silent' }), timeoutMs);
    const settle = ({ spoke = false, ended }: Partial<Handshake>) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(judge({ secured, spoke, ended }));
    };
    socket.once('data', () => settle({ spoke: true }));
    socket.once('error', (error) => settle({ ended: codeOf(error as NodeJS.ErrnoException) }));
    socket.once('close', () => settle({}));
  });
}

function withoutTls({ secured, ended }: Handshake): ConnectionFault | undefined {
  if (secured || /^ERR_SSL_.*ALERT/.test(ended ?? '')) return 'wantsTls';
  return ofNetwork(ended);
}

/** With TLS 1.3 a client certificate is refused after the handshake: by an alert, or by silence and an end. */
function withTls({ secured, spoke, ended }: Handshake): ConnectionFault | undefined {
  if (spoke) return undefined;
  if (ended === 'ERR_TLS_CERT_ALTNAME_INVALID' || /UNRECOGNIZED_NAME/.test(ended ?? ''))
    return 'otherName';
  if (/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/.test(ended ?? '')) return 'notValidNow';
  if (/^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_)/.test(ended ?? '')) return 'unknownAuthority';
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/.test(ended ?? '')) return 'speaksNoTls';
  if (/^ERR_SSL_.*ALERT/.test(ended ?? '')) return 'clientCertificate';
  if (secured && ended !== 'silent') return 'clientCertificate';
  return ofNetwork(ended);
}

function ofNetwork(ended: string | undefined): ConnectionFault | undefined {
  if (ended === 'ECONNREFUSED') return 'refused';
  if (ended === 'ENOTFOUND' || ended === 'EAI_AGAIN') return 'unknownHost';
  return ended === 'silent' || ended === 'ETIMEDOUT' || ended === 'EHOSTUNREACH'
    ? 'silent'
    : undefined;
}

function codeOf(error: NodeJS.ErrnoException): string {
  return error.code ?? '';
}
