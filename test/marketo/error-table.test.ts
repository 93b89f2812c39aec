/** Contract §4.2, row by row: what each refusal means to a caller, at every call, over real HTTP. */
import { inspect } from 'node:util';
import { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Emulator, FaultEffect } from '../../src/emulator/index.ts';
import type { MarketoError, MarketoErrorKind } from '../../src/marketo/errors.ts';
import {
  CALL_NAMES,
  CALLS,
  clientOf,
  START,
  startQuietEmulator,
  tokenOf,
  type CallName,
} from './emulated.ts';
import { marketoError, SECRET } from './marketo.ts';

/** Seconds to wait first; `backOff`: as long as the caller thinks fit; `never`: repeating cannot help. */
type Wait = number | 'backOff' | 'never';
type Meaning = readonly [kind: MarketoErrorKind, wait: Wait, nextStep: string];

const BUSY: Meaning = ['unavailable', 'backOff', 'try again later'];
const REQUEST: Meaning = ['invalid', 'never', 'put right what Marketo names'];
const PROGRAM: Meaning = ['invalid', 'never', 'report it'];
const TOO_LARGE: Meaning = ['invalid', 'never', 'ask for less'];
const NOT_FOUND: Meaning = ['notFound', 'never', 'only the API user that made a job sees it'];
const TOKEN: Meaning = ['tokenRefused', 60, 'wait for a new token'];
const DENIED: Meaning = ['accessDenied', 'never', 'Read-Only Activity'];
const RATE: Meaning = ['rateLimited', 20, 'call less often'];
const CONCURRENT: Meaning = ['tooManyConcurrentCalls', 5, 'fewer calls at once'];
const QUOTA: Meaning = ['quotaExhausted', 3600, 'midnight Central Time'];
const QUEUE: Meaning = ['queueFull', 60, 'until a job of the subscription has ended'];

const ROWS: readonly (readonly [code: string, message: string, meaning: Meaning])[] = [
  ['413', 'Request body too large', TOO_LARGE],
  ['414', 'Request-URI Too Long', TOO_LARGE],
  ['500', 'Internal server error', BUSY],
  ['502', 'Bad Gateway', BUSY],
  ['600', 'Empty access token', DENIED],
  ['601', 'Access token invalid', TOKEN],
  ['601', 'Unauthorized', TOKEN],
  ['602', 'Access token expired', TOKEN],
  ['603', 'Access denied', DENIED],
  ['604', 'Request time-out', BUSY],
  ['605', 'HTTP Method not supported', PROGRAM],
  ['606', "Max rate limit '100' exceeded with in '20' secs", RATE],
  ['607', 'Daily quota reached', ['callsExhausted', 3600, 'midnight Central Time']],
  ['608', 'API temporarily unavailable', BUSY],
  ['609', 'Invalid JSON', PROGRAM],
  ['610', 'Requested resource not found', NOT_FOUND],
  ['611', 'System error', BUSY],
  ['612', 'Invalid Content Type', PROGRAM],
  ['613', 'Invalid Multipart Request', PROGRAM],
  ['614', 'Invalid Subscription', BUSY],
  ['615', 'Concurrent access limit reached', CONCURRENT],
  ['616', 'Invalid subscription type', ['invalid', 'never', 'support']],
  ['701', 'Field cannot be blank', REQUEST],
  ['702', 'No data found', NOT_FOUND],
  ['703', 'The feature is not enabled', ['invalid', 'never', 'support']],
  ['704', 'Invalid date format', REQUEST],
  ['709', 'Business rule violation', REQUEST],
  ['710', 'Parent folder not found', REQUEST],
  ['711', 'Incompatible folder type', REQUEST],
  ['712', 'Merge to person account operation is invalid', REQUEST],
  ['713', 'Transient error', BUSY],
  ['714', 'Unable to find the default record type', REQUEST],
  ['718', 'ExternalSalesPersonID not found', REQUEST],
  ['719', 'Lock wait timeout exception', BUSY],
  ['1001', "Invalid value '5'. Required of type 'String'", REQUEST],
  ['1002', "Missing value for required parameter 'filter'", REQUEST],
  ['1003', 'Invalid fields [a, b]', REQUEST],
  ['1004', 'Lead not found', NOT_FOUND],
  ['1006', "Field 'x' not found", ['invalid', 'never', 'leave the field out']],
  ['1013', 'Object not found', NOT_FOUND],
  ['1029', 'Too many jobs in queue', QUEUE],
  ['1029', 'Export daily quota exceeded', QUOTA],
  ['1029', 'Export daily quota 500MB exceeded.', QUOTA],
  ['1029', 'Job already queued', ['alreadyQueued', 'never', 'go on with its status']],
  ['1029', 'Something Marketo has not said before', QUEUE],
  ['1035', 'Unsupported filter type for target subscription: updatedAt', REQUEST],
  ['1076', 'Merge Leads call with mergeInCRM flag is 4', REQUEST],
  ['1077', 'Merge Leads call failed due to SFDC Field length', REQUEST],
  ['1078', 'Merge Leads call failed due to deleted entity', REQUEST],
  ['1079', 'Merge Leads call failed due to permission', REQUEST],
  ['20024', 'Too many concurrent calls', CONCURRENT],
  ['9999', 'Not in any document', REQUEST],
];

interface Outcome {
  readonly kind: MarketoErrorKind;
  readonly wait: Wait;
  /** How often the call was sent. */
  readonly calls: number | undefined;
  readonly error: MarketoError;
}

let emulator: Emulator;
const connections = new Agent();

beforeAll(async () => {
  emulator = await startQuietEmulator();
});

afterAll(async () => {
  await connections.close();
  await emulator.close();
});

/** The outcome of each call, every one made by a client of its own, when the emulator gives them the effect. */
async function outcomes(
  effect: FaultEffect,
  names: readonly CallName[] = CALL_NAMES,
): Promise<readonly (readonly [CallName, Outcome])[]> {
  // Every other call asks for a token first: that one must not meet the effect.
  const identity = names.filter((name) => name === 'identity');
  const others = names.filter((name) => name !== 'identity');
  return [...(await outcomesOf(identity, effect)), ...(await outcomesOf(others, effect))];
}

async function outcomesOf(names: readonly CallName[], effect: FaultEffect) {
  emulator.addFaults(...names.map((on) => ({ on, do: effect })));
  try {
    return await Promise.all(names.map(async (name) => [name, await outcomeOf(name)] as const));
  } finally {
    emulator.clearFaults();
  }
}

async function outcomeOf(name: CallName): Promise<Outcome> {
  const client = clientOf(emulator, connections);
  const error = await marketoError(CALLS[name](client)).finally(() => client.close());
  const { retryAfterMs } = error.facts;
  const wait =
    retryAfterMs === 0 ? 'backOff' : retryAfterMs === 'never' ? 'never' : retryAfterMs / 1000;
  return { kind: error.kind, wait, calls: callsUnderEffect(name), error };
}

function callsUnderEffect(name: CallName): number | undefined {
  return emulator.faults().find(({ rule }) => rule.on === name)?.seen;
}

function meanings(seen: readonly (readonly [CallName, Outcome])[]) {
  return seen.map(([name, { kind, wait }]) => [name, kind, wait]);
}

describe('an envelope of success: false', () => {
  it.each(ROWS)('with %s "%s" means the same at every call', async (code, words, meaning) => {
    const [kind, wait, nextStep] = meaning;
    const seen = await outcomes({ errorCode: code, errorMessage: words });
    expect(meanings(seen)).toEqual(CALL_NAMES.map((name) => [name, kind, wait]));
    for (const [, { error }] of seen) {
      const { message } = error;
      expect(message).toContain(code);
      expect(message).toContain(words);
      expect(message).toContain(nextStep);
    }
  });

  it.each(['601', '602'])(
    'with %s is the only one after which a call is repeated',
    async (code) => {
      const seen = await outcomes({ errorCode: code });
      const repeated = seen.filter(([name]) => name !== 'identity').map(([, { calls }]) => calls);
      expect(repeated).toEqual(repeated.map(() => 2));
      const others = await outcomes({ errorCode: '611' });
      expect(others.filter(([name]) => name !== 'identity').map(([, { calls }]) => calls)).toEqual(
        repeated.map(() => 1),
      );
    },
  );

  it('puts no token, secret or address into the error, though Marketo echoes them', async () => {
    const address = 'api.user@customer.example';
    const token = await tokenOf(emulator);
    const errorMessage = `No ${token} of ${address} with ${SECRET}`;
    const seen = [
      ...(await outcomes({ errorCode: '603', errorMessage }, ['identity'])),
      ...(await outcomes({ errorCode: '1003', errorMessage })),
    ];
    for (const [, { error }] of seen) {
      const everything = inspect(error, { depth: 10, showHidden: true });
      for (const secret of [token, SECRET, address]) expect(everything).not.toContain(secret);
    }
  });
});

describe('an HTTP status without an envelope', () => {
  const inHalfAMinute = new Date(Date.parse(START) + 30_000).toUTCString();
  const aMinuteAgo = new Date(Date.parse(START) - 60_000).toUTCString();

  it.each<[number, string | undefined, Meaning, Partial<Record<CallName, Meaning>>]>([
    [
      401,
      undefined,
      TOKEN,
      { identity: ['badCredentials', 'never', 'compare both with the API service'] },
    ],
    [403, undefined, DENIED, {}],
    [
      404,
      undefined,
      ['notFound', 'never', 'base URL'],
      { file: ['fileNotFound', 'backOff', 'status'] },
    ],
    [408, undefined, BUSY, {}],
    [413, undefined, TOO_LARGE, {}],
    [414, undefined, TOO_LARGE, {}],
    [429, undefined, RATE, {}],
    [429, '7', ['rateLimited', 7, 'call less often'], {}],
    [429, inHalfAMinute, ['rateLimited', 30, 'call less often'], {}],
    [429, aMinuteAgo, ['rateLimited', 'backOff', 'call less often'], {}],
    [429, 'soon', RATE, {}],
    [500, undefined, BUSY, {}],
    [502, undefined, BUSY, {}],
    [503, undefined, BUSY, {}],
    [503, '120', ['unavailable', 120, 'try again later'], {}],
    [503, inHalfAMinute, ['unavailable', 30, 'try again later'], {}],
    [504, undefined, BUSY, {}],
  ])(
    '%i with Retry-After %s tells a caller what to do',
    async (httpStatus, retryAfter, usual, but) => {
      const effect = {
        httpStatus,
        html: true,
        ...(retryAfter === undefined ? {} : { retryAfter }),
      };
      const seen = await outcomes(effect);
      const expected = CALL_NAMES.map((name) => [name, ...(but[name] ?? usual)]);
      expect(meanings(seen)).toEqual(expected.map(([name, kind, wait]) => [name, kind, wait]));
      seen.forEach(([name, { error }]) => {
        const { message } = error;
        expect(message).toContain(`HTTP ${httpStatus}`);
        expect(message).toContain((but[name] ?? usual)[2]);
        expect(message).not.toContain('<h1>');
      });
    },
  );

  it.each([
    ['606', '7', 'rateLimited', 7],
    ['606', undefined, 'rateLimited', 20],
    ['615', '9', 'tooManyConcurrentCalls', 9],
    ['1003', '7', 'invalid', 'never'],
  ] as const)(
    'yields to the envelope in it: %s with Retry-After %s',
    async (code, retryAfter, kind, wait) => {
      const body = JSON.stringify({ success: false, errors: [{ code, message: 'x' }] });
      const contentType = 'application/json';
      const seen = await outcomes({
        httpStatus: 429,
        body,
        contentType,
        ...(retryAfter === undefined ? {} : { retryAfter }),
      });
      expect(meanings(seen)).toEqual(CALL_NAMES.map((name) => [name, kind, wait]));
    },
  );
});

describe('an answer that is none', () => {
  it.each<[string, FaultEffect]>([
    ['an empty body', { httpStatus: 200, contentType: 'application/json' }],
    ['a web page', { html: true }],
    [
      'half an envelope',
      { httpStatus: 200, body: '{"requestId":"a#b","succ', contentType: 'application/json' },
    ],
    [
      'a success without a result',
      { httpStatus: 200, body: '{"success":true}', contentType: 'application/json' },
    ],
  ])('%s is unavailable at every call, and never taken for success', async (what, effect) => {
    // The list leaves out a result that is empty (contract §2.1).
    const names = CALL_NAMES.filter(
      (name) => what !== 'a success without a result' || name !== 'list',
    );
    const seen = await outcomes(effect, names);
    expect(meanings(seen)).toEqual(names.map((name) => [name, 'unavailable', 'backOff']));
  });

  it.each(['dropRequest', 'dropAnswer'] as const)(
    'a connection cut by %s is a connection error at every call, sent once',
    async (effect) => {
      const seen = await outcomes({ [effect]: true });
      expect(meanings(seen)).toEqual(CALL_NAMES.map((name) => [name, 'connection', 'backOff']));
      for (const [name, { calls }] of seen) expect([name, calls]).toEqual([name, 1]);
    },
  );
});
