/** One call whose answer is an envelope. */
import { callAuthorized, type CallDeps } from './authorized-call.ts';
import type { Call } from './call.ts';
import { readEnvelope, type Envelope } from './envelope.ts';
import type { CallClass } from './limiter.ts';
import type { HttpAnswer, HttpRequest } from './transport.ts';

/** `pick` takes from a successful envelope what the caller wants, without `secrets`, and throws when it is not there. */
export async function callJson<T>(
  deps: CallDeps,
  callClass: CallClass,
  request: HttpRequest,
  call: Call,
  pick: (envelope: Envelope, answer: HttpAnswer, secrets: readonly string[]) => T,
): Promise<T> {
  return callAuthorized(deps, {
    callClass,
    request,
    call,
    read: async (answer, reading, slot) => {
      const picked = pick(await readEnvelope(answer, reading), answer, reading.secrets);
      slot.release();
      return picked;
    },
  });
}
