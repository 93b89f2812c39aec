import type { Fault } from '../../../src/interface/fault.ts';
import { parseRequest } from '../../../src/interface/request.ts';
import type { AcceptedRequest } from '../../../src/interface/request.ts';

export const REFERENCE_TIME = new Date('2026-11-20T06:00:00.500Z');
export const PERIOD = { startAt: '2026-10-01T00:00:00Z', endAt: '2026-10-31T23:59:59Z' };

/** A request that is right but for `filter` members and others that the test adds. */
export function request(filter: object = {}, rest: object = {}): Record<string, unknown> {
  return { filter: { createdAt: PERIOD, ...filter }, ...rest };
}

export function faultsOf(input: unknown): readonly Fault[] {
  const parsed = parseRequest(input, { referenceTime: REFERENCE_TIME });
  if (parsed.ok) return [];
  if ('newerVersion' in parsed) throw new Error('taken for a newer version');
  return parsed.faults;
}

export function accepted(input: unknown): AcceptedRequest {
  const parsed = parseRequest(input, { referenceTime: REFERENCE_TIME });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  return parsed;
}
