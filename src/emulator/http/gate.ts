import type { CallLimits } from '../call-limits.ts';
import { catalogue, MarketoError } from '../errors.ts';
import { mayCall } from '../identity/api-user.ts';
import type { Tokens } from '../identity/tokens.ts';
import { BODY_BYTES, URI_BYTES } from '../limits.ts';
import type { Switches } from '../switches.ts';
import { textAnswer, type Answer } from './answer.ts';
import type { CheckedCall, Service } from './endpoint.ts';
import type { Passage } from './passage.ts';
import { refusalAnswer } from './refusal.ts';
import { tokenOf } from './request.ts';

/** What a call is checked against. */
export interface GateParts {
  readonly tokens: Tokens;
  readonly callLimits: CallLimits;
  readonly switches: Switches;
}

/** Lets a call through to its service: sizes first, then token, permission and limits. */
export class Gate {
  readonly #parts: GateParts;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  answer(passage: Passage, service: Service): Answer {
    const { nowMs } = passage;
    const tooLarge = oversized(passage);
    if (tooLarge !== undefined) return tooLarge;
    try {
      this.#checkUser(passage, service);
      this.#admit(passage);
      return service.work(checkedCall(passage));
    } catch (error) {
      const plain = service.operation === 'file' && this.#parts.switches.fileRefusals === 'http';
      return refusalAnswer(nowMs, marketoError(error), plain);
    }
  }

  #checkUser({ context, request, log }: Passage, { permission }: Service): void {
    const { tokens, switches } = this.#parts;
    const user = tokens.check(tokenOf(context, request, switches));
    log.user = user.clientId;
    if (!mayCall(user, permission)) throw new MarketoError(catalogue.accessDenied);
  }

  #admit({ context, log, nowMs }: Passage): void {
    const admitted = this.#parts.callLimits.admit(nowMs);
    const ended = () => admitted.end(log.errorCode !== null && !this.#parts.switches.errorsCount);
    context.env.outgoing.once('finish', ended).once('close', ended);
  }
}

function oversized({ context, request }: Passage): Answer | undefined {
  if ((context.env.incoming.url?.length ?? 0) > URI_BYTES) return textAnswer(414, 'URI too long');
  if (Buffer.byteLength(request.bodyText) <= BODY_BYTES) return undefined;
  return textAnswer(413, 'Request body too large');
}

function checkedCall({ context, request, effect, log, nowMs }: Passage): CheckedCall {
  const { query, contentType, bodyText } = request;
  const range = effect.ignoreRange === true ? undefined : context.req.header('Range');
  const exportId = log.exportId ?? '';
  const apiName = context.req.param('apiName') ?? '';
  return { user: log.user ?? '', exportId, apiName, nowMs, query, contentType, bodyText, range };
}

function marketoError(error: unknown): MarketoError {
  if (error instanceof MarketoError) return error;
  return new MarketoError({ ...catalogue.systemError, message: `System error: ${String(error)}` });
}
