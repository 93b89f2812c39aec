import { defaultPayloadConverter } from '@temporalio/common';
import { expect, it } from 'vitest';
import { placeIn, withPlace } from '../../../src/workflows/trace-header.ts';

const place = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  sampled: true,
};
const payload = (value: unknown) => defaultPayloadConverter.toPayload(value);

it("a place goes as Temporal's SDKs send it, beside other headers", () => {
  const other = payload('x');
  const headers = withPlace({ other }, place);
  expect(headers).toMatchObject({ other });
  expect(defaultPayloadConverter.fromPayload(headers['_tracer-data']!)).toEqual({
    traceparent: `00-${place.traceId}-${place.spanId}-01`,
  });
  expect(placeIn(headers)).toEqual(place);
});

it.each([
  ['of none', {}],
  ['of another propagator', { '_tracer-data': payload({ 'x-b3-traceid': '1' }) }],
  ['that is null', { '_tracer-data': payload(null) }],
  ['that is encrypted', { '_tracer-data': { metadata: { encoding: Buffer.from('strange') } } }],
])('a header %s is no place, and no failure', (_what, headers) => {
  expect(placeIn(headers)).toBeUndefined();
});
