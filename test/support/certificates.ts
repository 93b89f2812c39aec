/** Certificates for tests, made anew each time, so that no key lies in the repository. */
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';

export interface Certificate {
  /** PEM, as `key` is. */
  readonly cert: string;
  readonly key: string;
}

/** A certificate for 127.0.0.1 that signs itself. */
export function selfSigned(): Certificate {
  return issue({ name: 'test', extensions: [subjectAltNames(LOOPBACK)] });
}

export interface Authority extends Certificate {
  readonly name: string;
}

/** One that others are signed with. `name`: nobody else's, or clients take one for the other. */
export function certificateAuthority(name: string): Authority {
  return { name, ...issue({ name, extensions: [IS_AUTHORITY] }) };
}

/** For a server on 127.0.0.1, or, when it is given, one of that DNS name alone. */
export function serverCertificate(authority: Authority, dnsName?: string): Certificate {
  const subject = dnsName === undefined ? LOOPBACK : der(0x82, Buffer.from(dnsName));
  return issue({ name: 'server', authority, extensions: [subjectAltNames(subject)] });
}

export function clientCertificate(authority: Authority): Certificate {
  const name = der(0x82, Buffer.from('worker.test'));
  return issue({ name: 'client', authority, extensions: [subjectAltNames(name)] });
}

/** One element of DER: tag, length, contents. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  const size = body.length;
  const length =
    size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const SEQUENCE = 0x30;
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const ecdsaWithSha256 = der(SEQUENCE, hex('06 08 2a8648ce3d040302'));
const commonName = hex('06 03 550403');
const LOOPBACK = hex('87 04 7f000001');
/** basicConstraints, critical: a CA. */
const IS_AUTHORITY = der(SEQUENCE, hex('06 03 551d13 01 01 ff 04 05 30 03 01 01 ff'));

function subjectAltNames(...names: readonly Buffer[]): Buffer {
  return der(SEQUENCE, hex('06 03 551d11'), der(0x04, der(SEQUENCE, ...names)));
}

function distinguishedName(name: string): Buffer {
  return der(SEQUENCE, der(0x31, der(SEQUENCE, commonName, der(0x0c, Buffer.from(name)))));
}

let serialNumber = 0;

/** Without an authority it signs itself. */
function issue(wanted: {
  readonly name: string;
  readonly authority?: Authority;
  readonly extensions: readonly Buffer[];
}): Certificate {
  const { name, authority, extensions } = wanted;
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signingKey = authority === undefined ? privateKey : createPrivateKey(authority.key);
  const from = der(0x17, Buffer.from('250101000000Z'));
  const until = der(0x18, Buffer.from('20991231235959Z'));
  serialNumber += 1;
  const body = der(
    SEQUENCE,
    hex('a0 03 020102'),
    der(0x02, Buffer.from([serialNumber])),
    ecdsaWithSha256,
    distinguishedName(authority?.name ?? name),
    der(SEQUENCE, from, until),
    distinguishedName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(SEQUENCE, ...extensions)),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, signingKey));
  const cert = pem('CERTIFICATE', der(SEQUENCE, body, ecdsaWithSha256, signature));
  return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function pem(label: string, bytes: Buffer): string {
  return `-----BEGIN ${label}-----\n${bytes.toString('base64')}\n-----END ${label}-----\n`;
}
