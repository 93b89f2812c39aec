import { generateKeyPairSync, sign } from 'node:crypto';

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
const subjectAltName = hex('06 03 551d11');

/** A certificate for 127.0.0.1 that signs itself, and its key: made anew, so that no key lies in the repository. */
export function selfSigned(): { cert: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = der(SEQUENCE, der(0x31, der(SEQUENCE, commonName, der(0x0c, Buffer.from('test')))));
  const from = der(0x17, Buffer.from('250101000000Z'));
  const until = der(0x18, Buffer.from('20991231235959Z'));
  const address = der(SEQUENCE, hex('87 04 7f000001'));
  const extension = der(SEQUENCE, subjectAltName, der(0x04, address));
  const body = der(
    SEQUENCE,
    hex('a0 03 020102 02 01 01'),
    ecdsaWithSha256,
    name,
    der(SEQUENCE, from, until),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(SEQUENCE, extension)),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  const cert = pem('CERTIFICATE', der(SEQUENCE, body, ecdsaWithSha256, signature));
  return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function pem(label: string, bytes: Buffer): string {
  return `-----BEGIN ${label}-----\n${bytes.toString('base64')}\n-----END ${label}-----\n`;
}
