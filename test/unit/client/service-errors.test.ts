import { ServiceError } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { acceptRequest } from '../../../src/client/accept-request.ts';
import { InvalidRequestError } from '../../../src/client/errors.ts';
import { isAway, reasonOf } from '../../../src/client/service-errors.ts';

/** As @temporalio/client wraps what gRPC throws. */
function serviceError(code: number, text: string): ServiceError {
  const cause = Object.assign(new Error(text), { code, details: text, metadata: {} });
  return new ServiceError('Failed to describe workflow', { cause });
}

describe('an error of Temporal', () => {
  it.each([
    ['UNAVAILABLE', 14, true],
    ['DEADLINE_EXCEEDED', 4, true],
    ['RESOURCE_EXHAUSTED', 8, true],
    ['PERMISSION_DENIED', 7, false],
    ['INVALID_ARGUMENT', 3, false],
  ])('%s is worth waiting out: code %i, %s', (name, code, away) => {
    expect(isAway(serviceError(code, name))).toBe(away);
  });

  it('of our own is never waited out', () => {
    expect(isAway(new TypeError('a defect'))).toBe(false);
  });

  it('is told by its innermost message', () => {
    expect(reasonOf(serviceError(14, 'connection refused'))).toBe('connection refused');
    expect(reasonOf('text')).toBe('text');
  });
});

it('a refused request carries every fault as data and in its message', () => {
  let thrown: unknown;
  try {
    acceptRequest({ filter: {}, concurrency: 0 }, new Date());
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(InvalidRequestError);
  const { faults, message } = thrown as InvalidRequestError;
  expect(faults.map(({ path }) => path)).toEqual(['filter.createdAt', 'concurrency']);
  expect(message.split('\n')).toHaveLength(3);
});
