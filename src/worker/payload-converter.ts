/**
 * Decodes what can be decoded and names what cannot. A payload that the default converter throws on (an encoding typed
 * wrongly in the UI, broken JSON) blocks the workflow task for ever; as a value it is refused as `InvalidRequest`.
 */
import { UNDECODABLE_MEMBER } from '../interface/names.ts';
import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';

export const payloadConverter: PayloadConverter = {
  toPayload: (value) => defaultPayloadConverter.toPayload(value),
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the SDK's own signature
  fromPayload: <T>(payload: Payload): T => {
    try {
      return defaultPayloadConverter.fromPayload<T>(payload);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      // The caller asked for a T that is not there; whoever reads it validates it.
      return { [UNDECODABLE_MEMBER]: reason } as T;
    }
  },
};
