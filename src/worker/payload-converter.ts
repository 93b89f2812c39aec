/**
 * Decodes what can be decoded and names what cannot. A payload that the default converter throws on (an encoding typed
 * wrongly in the UI, broken JSON) blocks the workflow task for ever; as a value it is refused as `InvalidRequest`. So does
 * one that Temporal takes from its sender but not, as part of a step's input, from a worker.
 */
import { messageOf } from '../domain/message-of.ts';
import { UNDECODABLE_MEMBER } from '../interface/names.ts';
import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';

/** Temporal's limit of 2 MiB, less what a step's input has beside the request. */
const LARGEST_BYTES = 2 * 1024 * 1024 - 64 * 1024;
/** Shorter ones are neither too deep nor, written out anew, too large (`1e20` has 21 digits). */
const HARMLESS_BYTES = 8 * 1024;

export const payloadConverter: PayloadConverter = {
  toPayload: (value) => defaultPayloadConverter.toPayload(value),
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the SDK's own signature
  fromPayload: <T>(payload: Payload): T => {
    try {
      const value = defaultPayloadConverter.fromPayload<T>(payload);
      if ((payload.data?.length ?? 0) > HARMLESS_BYTES) assertFitsOnward(value);
      return value;
    } catch (error) {
      const reason = messageOf(error);
      // The caller asked for a T that is not there; whoever reads it validates it.
      return { [UNDECODABLE_MEMBER]: reason } as T;
    }
  },
};

function assertFitsOnward(value: unknown): void {
  const bytes = encodedBytes(value);
  if (bytes === undefined) throw new RangeError('it is nested too deeply');
  if (bytes <= LARGEST_BYTES) return;
  throw new RangeError(`it has ${bytes} bytes; at most ${LARGEST_BYTES} are taken`);
}

/** Undefined: writing it exceeds the stack, which reading does not. */
function encodedBytes(value: unknown): number | undefined {
  try {
    return defaultPayloadConverter.toPayload(value).data?.length ?? 0;
  } catch {
    return undefined;
  }
}
