/** Certificates and keys are looked at before anything connects: of a wrong one the connection would only say that it failed. */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { ClientConfigTLS } from '@temporalio/envconfig';
import { TemporalConfigurationError } from './errors.ts';

export interface TlsMaterial {
  readonly serverRootCACertificate?: Uint8Array | undefined;
  readonly clientCertPair?:
    { readonly crt: Uint8Array; readonly key: Uint8Array } | null | undefined;
}

const CLIENT_CERT = 'TEMPORAL_TLS_CLIENT_CERT_PATH (or _DATA)';
const CLIENT_KEY = 'TEMPORAL_TLS_CLIENT_KEY_PATH (or _DATA)';
const SERVER_CA = 'TEMPORAL_TLS_SERVER_CA_CERT_PATH (or _DATA)';

/** `told`: what was configured; `read`: what came of it. Throws `TemporalConfigurationError`. */
export function assertUsableTls(
  told: ClientConfigTLS | undefined,
  read: TlsMaterial | boolean | null | undefined,
): void {
  if (typeof read !== 'object' || read === null) return;
  if (told?.clientCert === undefined && told?.clientKey !== undefined)
    throw lonely(CLIENT_KEY, CLIENT_CERT);
  if (told?.clientKey === undefined && told?.clientCert !== undefined)
    throw lonely(CLIENT_CERT, CLIENT_KEY);
  const { serverRootCACertificate, clientCertPair } = read;
  if (serverRootCACertificate !== undefined) certificateOf(SERVER_CA, serverRootCACertificate);
  if (clientCertPair == null) return;
  const certificate = certificateOf(CLIENT_CERT, clientCertPair.crt);
  if (certificate.checkPrivateKey(keyOf(clientCertPair.key))) return;
  throw new TemporalConfigurationError(
    `${CLIENT_KEY} is not the key of the certificate in ${CLIENT_CERT}; give the two that were made together`,
  );
}

function lonely(given: string, missing: string): TemporalConfigurationError {
  return new TemporalConfigurationError(`${given} is set without ${missing}; set both`);
}

function certificateOf(variable: string, pem: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new TemporalConfigurationError(
      `${variable} holds no certificate; it takes a certificate as PEM`,
    );
  }
}

function keyOf(pem: Uint8Array): KeyObject {
  try {
    return createPrivateKey(Buffer.from(pem));
  } catch {
    throw new TemporalConfigurationError(
      `${CLIENT_KEY} holds no key that can be read; it takes PEM without a passphrase (PKCS #8)`,
    );
  }
}
