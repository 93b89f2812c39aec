/** Marketo's response-level errors that the emulator gives by itself; wording from [D err] unless told. */
export const catalogue = {
  accessTokenInvalid: { code: '601', message: 'Access token invalid' },
  accessTokenExpired: { code: '602', message: 'Access token expired' },
  accessDenied: { code: '603', message: 'Access denied' },
  methodNotSupported: { code: '605', message: 'HTTP Method not supported' },
  dailyCalls: { code: '607', message: 'Daily quota reached' },
  invalidJson: { code: '609', message: 'Invalid JSON' },
  notFound: { code: '610', message: 'Requested resource not found' },
  systemError: { code: '611', message: 'System error' },
  invalidContentType: { code: '612', message: 'Invalid Content Type' },
  concurrentCalls: { code: '615', message: 'Concurrent access limit reached' },
  invalidDate: { code: '704', message: 'Invalid date format' },
  objectNotFound: { code: '1013', message: 'Object not found' },
  queueFull: { code: '1029', message: 'Too many jobs in queue' },
  alreadyQueued: { code: '1029', message: 'Job already queued' },
} as const;

/** One member of `errors` in the envelope: the code is a quoted number. */
export interface MarketoErrorMember {
  readonly code: string;
  readonly message: string;
}

/** A refusal that the envelope carries with HTTP 200. */
export class MarketoError extends Error {
  readonly code: string;

  constructor(member: MarketoErrorMember) {
    super(member.message);
    this.name = 'MarketoError';
    this.code = member.code;
  }
}

/** 1003, the code of everything wrong in a create body (§8 row 1: chosen). */
export function invalid(message: string): MarketoError {
  return new MarketoError({ code: '1003', message });
}

/** The wording seen for a missing or ill-typed filter [S], kept for other members. */
export function invalidAttribute(name: string): MarketoError {
  return invalid(`Invalid value specified for attribute '${name}'`);
}

/** 701: a parameter that a call under `/rest` needs. [D err] */
export function cannotBeBlank(name: string): MarketoError {
  return new MarketoError({ code: '701', message: `${name} cannot be blank` });
}

/** 1001: a value of another type. [D err] */
export function wrongType(value: string, type: string): MarketoError {
  return new MarketoError({
    code: '1001',
    message: `Invalid value '${value}'. Required of type '${type}'`,
  });
}

/** 1002: a member of the body that is required. [D err] */
export function missingParameter(name: string): MarketoError {
  const message = `Missing value for the required parameter '${name}'`;
  return new MarketoError({ code: '1002', message });
}

/** 1006: a field that the object does not have. [D err] */
export function fieldNotFound(name: string): MarketoError {
  return new MarketoError({ code: '1006', message: `Field '${name}' not found` });
}

/** 606 in the words that clients have seen. */
export function rateExceeded(calls: number, seconds: number): MarketoError {
  return new MarketoError({
    code: '606',
    message: `Max rate limit '${calls}' exceeded with in '${seconds}' secs`,
  });
}

/** 1029 of the quota: the live form names the size [S air], the page's does not [D err]. */
export function quotaExceeded(quotaBytes: number, wording: 'live' | 'page'): MarketoError {
  const live = `Export daily quota ${quotaBytes / 1_000_000}MB exceeded.`;
  const message = wording === 'live' ? live : 'Export daily quota exceeded';
  return new MarketoError({ code: '1029', message });
}

/** HTTP 404 in plain text, which only file.json answers. */
export class FileNotFound extends Error {
  override readonly name = 'FileNotFound';
}
