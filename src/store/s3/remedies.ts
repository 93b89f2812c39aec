/** Error codes of S3, its SDK and the network in words: why it failed and what to do. */
import type { Remedy } from '../store-error.ts';

const SLOW: Remedy = {
  why: 'the store asks for fewer calls',
  remedy: 'The step is tried again by itself.',
  retryable: true,
};
const TROUBLED: Remedy = {
  why: 'the store has trouble of its own',
  remedy: 'The step is tried again by itself.',
  retryable: true,
};
const UNREACHABLE: Remedy = {
  why: 'the store cannot be reached, or the connection broke',
  remedy:
    'Check that it is up, the network, and AWS_ENDPOINT_URL_S3. The step is tried again by itself.',
  retryable: true,
};
// What a person has to put right fails before anything is paid for, and is waited for after it.
const DENIED: Remedy = {
  why: 'the credentials do not allow that',
  remedy: 'Give them the rights that docs/s3.md lists, for this bucket and prefix.',
  retryable: false,
};
const EXPIRED: Remedy = {
  why: 'the credentials have expired',
  remedy:
    'Renew them; a profile or a role renews itself, AWS_SESSION_TOKEN does not. Variables are read when a worker starts.',
  retryable: false,
};
const WRONG_KEYS: Remedy = {
  why: 'the store does not know the access key, or the secret is not its own',
  remedy:
    'Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY or AWS_PROFILE, and that they are of this endpoint.',
  retryable: false,
};
const NO_KEYS: Remedy = {
  why: 'no credentials were found, or their source failed',
  remedy:
    'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or give the machine a role.',
  retryable: false,
};
const NOT_TRUSTED: Remedy = {
  why: 'TLS with the store failed: its certificate is not trusted here, or is not for this name',
  remedy:
    'Check AWS_ENDPOINT_URL_S3. For an authority of your own set NODE_EXTRA_CA_CERTS to the file with its certificate, and start again.',
  retryable: false,
};
const NO_HTTP: Remedy = {
  why: 'what answers there does not speak HTTP',
  remedy: 'Check AWS_ENDPOINT_URL_S3: its port, and whether it is http or https.',
  retryable: true,
};
const PART_LOST: Remedy = {
  why: 'the store has lost a part of the upload',
  remedy: 'What is missing is fetched again.',
  retryable: true,
};

/** By error code. */
const REMEDIES: Readonly<Record<string, Remedy>> = {
  SlowDown: SLOW,
  ServiceUnavailable: SLOW,
  Throttling: SLOW,
  ThrottlingException: SLOW,
  RequestLimitExceeded: SLOW,
  TooManyRequests: SLOW,
  TooManyRequestsException: SLOW,
  'HTTP 429': SLOW,
  'HTTP 503': SLOW,
  OperationAborted: SLOW,
  ConditionalRequestConflict: SLOW,
  InternalError: TROUBLED,
  'HTTP 500': TROUBLED,
  'HTTP 502': UNREACHABLE,
  'HTTP 504': UNREACHABLE,
  RequestTimeout: UNREACHABLE,
  TimeoutError: UNREACHABLE,
  IncompleteBody: UNREACHABLE,
  AccessDenied: DENIED,
  Forbidden: DENIED,
  AllAccessDisabled: DENIED,
  AccountProblem: DENIED,
  'HTTP 403': DENIED,
  ExpiredToken: EXPIRED,
  ExpiredTokenException: EXPIRED,
  TokenRefreshRequired: EXPIRED,
  InvalidAccessKeyId: WRONG_KEYS,
  // versitygw's word for it.
  XAdminUserNotFound: WRONG_KEYS,
  SignatureDoesNotMatch: WRONG_KEYS,
  InvalidToken: WRONG_KEYS,
  InvalidClientTokenId: WRONG_KEYS,
  UnrecognizedClientException: WRONG_KEYS,
  CredentialsProviderError: NO_KEYS,
  HTTPParserError: NO_HTTP,
  EPROTO: NO_HTTP,
  NoSuchUpload: {
    why: 'the upload was ended meanwhile, by another attempt or by a rule of the bucket',
    remedy: 'The file is looked for, and what is missing is fetched again.',
    retryable: true,
  },
  InvalidPart: PART_LOST,
  InvalidPartOrder: PART_LOST,
  EntityTooSmall: PART_LOST,
  RequestTimeTooSkewed: {
    why: 'the clock of this machine and that of the store are more than 15 minutes apart',
    remedy: 'Set the clock; a time service keeps it right.',
    retryable: true,
  },
  NotImplemented: {
    why: 'the store does not know the call',
    remedy: 'docs/s3.md says what a compatible store must be able to do.',
    retryable: false,
  },
  InvalidStorageClass: DENIED,
  'KMS.DisabledException': DENIED,
  'KMS.NotFoundException': DENIED,
};

const SAID_NO: Remedy = {
  why: 'the store said no',
  remedy: 'Check the store and its settings in docs/s3.md.',
  retryable: true,
};

/** The first form that fits. */
const REMEDIES_BY_FORM: readonly (readonly [RegExp, Remedy])[] = [
  [/^ERR_SSL_\w+$/, NO_HTTP],
  [/^(ERR_TLS|CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)_\w+$/, NOT_TRUSTED],
  [/^(ERR_STREAM_PREMATURE_CLOSE|UND_ERR_(SOCKET|CONNECT_TIMEOUT))$/, UNREACHABLE],
  [/^E(CONN|HOST|NET|PIPE|TIMEDOUT|NOTFOUND|AI_)[A-Z0-9]*$/, UNREACHABLE],
  [/^E[A-Z0-9]+$/, SAID_NO],
];

const WRONG_REGION = new Set([
  'PermanentRedirect',
  'TemporaryRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
  'HTTP 301',
]);

/** `region`: where the bucket is, when the store has told. */
export function remedyFor(code: string, bucket: string, region: string | undefined): Remedy {
  if (code === 'NoSuchBucket') {
    return {
      why: `there is no bucket ${bucket}`,
      remedy: 'Check EXTRACT_DESTINATION, or make the bucket: nothing here makes one.',
      retryable: false,
    };
  }
  if (WRONG_REGION.has(code)) {
    return {
      why: `the bucket ${bucket} is in another region`,
      remedy: `Set AWS_REGION to ${region ?? 'the region of the bucket'}.`,
      retryable: false,
    };
  }
  return REMEDIES[code] ?? remedyByForm(code) ?? SAID_NO;
}

/** True for codes of Node, TLS and undici by which the network or the server failed. Others are mistakes of whoever called. */
export function isFaultCode(code: string): boolean {
  return remedyByForm(code) !== undefined;
}

function remedyByForm(code: string): Remedy | undefined {
  return REMEDIES_BY_FORM.find(([form]) => form.test(code))?.[1];
}
