/** What hinders a connection to Temporal, in words: what, and what to do. */

export type ConnectionFault =
  | 'refused'
  | 'unknownHost'
  | 'silent'
  | 'wantsTls'
  | 'speaksNoTls'
  | 'unknownAuthority'
  | 'otherName'
  | 'notValidNow'
  | 'clientCertificate';

export interface FaultText {
  /** Fits after "There is no connection to Temporal at …: ". */
  readonly what: string;
  /** Whole sentences. */
  readonly next: string;
}

/** Nothing there speaks: a server may have to be started. */
const NOBODY: ReadonlySet<ConnectionFault> = new Set(['refused', 'unknownHost', 'silent']);

export function isNobody(fault: ConnectionFault): boolean {
  return NOBODY.has(fault);
}

export const CONNECTION_FAULTS: Readonly<Record<ConnectionFault, FaultText>> = {
  refused: {
    what: 'nothing listens there',
    next: 'Is TEMPORAL_ADDRESS right, and is the server up?',
  },
  unknownHost: {
    what: 'the name of the host is not known',
    next: 'TEMPORAL_ADDRESS is host and port, without https://. Is it right, and is the server up?',
  },
  silent: {
    what: 'nothing answers there',
    next: 'Is TEMPORAL_ADDRESS right, is the server up, and may this machine call out to that port?',
  },
  wantsTls: {
    what: 'it speaks TLS, and TLS is not turned on here',
    next: 'Set TEMPORAL_TLS=true and what else the server wants: TEMPORAL_API_KEY, or TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH.',
  },
  speaksNoTls: {
    what: 'it does not speak TLS',
    next: 'Correct the port in TEMPORAL_ADDRESS, or set TEMPORAL_TLS=false: TEMPORAL_API_KEY turns TLS on too.',
  },
  unknownAuthority: {
    what: 'its certificate is signed by an authority that is not trusted here',
    next: 'Set TEMPORAL_TLS_SERVER_CA_CERT_PATH to the certificate (PEM) of the authority that signed it.',
  },
  otherName: {
    what: 'its certificate is for another name',
    next: 'Put the name of the certificate into TEMPORAL_ADDRESS, or, when that name cannot be reached, into TEMPORAL_TLS_SERVER_NAME.',
  },
  notValidNow: {
    what: 'its certificate has expired, or is not valid yet',
    next: 'Renew the certificate of the server; if it is in order, set the clock of this machine.',
  },
  clientCertificate: {
    what: 'it ends the connection for want of a client certificate that it trusts',
    next: 'Set TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH to a certificate of an authority that the namespace knows; certificates expire.',
  },
};
