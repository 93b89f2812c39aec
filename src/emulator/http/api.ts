import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallLimits } from '../call-limits.ts';
import type { CallLog, LoggedCall, Operation } from '../call-log.ts';
import type { EmulatorClock } from '../clock.ts';
import { catalogue, MarketoError } from '../errors.ts';
import { altered, replacementFor } from '../faults/alter.ts';
import type { Faults } from '../faults/faults.ts';
import type { FaultEffect } from '../faults/rule.ts';
import type { Tokens } from '../identity/tokens.ts';
import { BODY_BYTES, URI_BYTES } from '../limits.ts';
import type { Switches } from '../switches.ts';
import { errorEnvelope, textAnswer, type Answer } from './answer.ts';
import type { CheckedCall, Work } from './bulk-routes.ts';
import { send } from './send.ts';

export type ApiContext = Context<{ Bindings: HttpBindings }>;

/** What every call of the emulated API passes through. */
export interface ApiParts {
  readonly clock: EmulatorClock;
  readonly tokens: Tokens;
  readonly callLimits: CallLimits;
  readonly callLog: CallLog;
  readonly faults: Faults;
  readonly switches: Switches;
}

/** Work with the call's request still unread: identity does its own reading. */
export type RawWork = (context: ApiContext) => Answer | Promise<Answer>;

/** A call on its way through the gate. */
interface Passage {
  readonly context: ApiContext;
  readonly log: LoggedCall;
  readonly effect: FaultEffect;
}

/** Logs calls, strikes them with faults, checks token and limits, and sends the answers. */
export class Api {
  readonly #parts: ApiParts;

  constructor(parts: ApiParts) {
    this.#parts = parts;
  }

  /** A handler for calls that need a token. */
  guarded(operation: Operation, work: Work): (context: ApiContext) => Promise<Response> {
    return (context) => this.#pass(context, operation, (passage) => this.#guard(passage, work));
  }

  /** A handler for calls without token and limits. */
  open(operation: Operation, work: RawWork): (context: ApiContext) => Promise<Response> {
    return (context) => this.#pass(context, operation, async () => work(context));
  }

  async #pass(
    context: ApiContext,
    operation: Operation,
    work: (passage: Passage) => Promise<Answer>,
  ): Promise<Response> {
    const log = this.#openLog(context, operation);
    const effect = this.#parts.faults.strike(log);
    const passage = { context, log, effect };
    log.faults = Object.keys(effect);
    const { outgoing } = context.env;
    outgoing.once('close', () => (log.cut = !outgoing.writableFinished));
    if (effect.delayMs !== undefined) await sleep(effect.delayMs);
    if (effect.dropRequest === true) return drop(passage);
    const answer = await this.#answer(passage, work);
    if (effect.dropAnswer === true) return drop(passage);
    await send(context.env.outgoing, answer, this.#parts.clock.nowMs(), effect, log);
    return RESPONSE_ALREADY_SENT;
  }

  async #answer(passage: Passage, work: (passage: Passage) => Promise<Answer>): Promise<Answer> {
    const { effect, log } = passage;
    const replacement = replacementFor(effect, this.#parts.clock.nowMs());
    if (replacement !== undefined && effect.workDone !== true) return replacement;
    const answer = await work(passage);
    log.accepted = answer.status < 400 && answer.errorCode === null;
    return replacement ?? altered(answer, effect);
  }

  async #guard({ context, log, effect }: Passage, work: Work): Promise<Answer> {
    const nowMs = this.#parts.clock.nowMs();
    if (context.env.incoming.url !== undefined && context.env.incoming.url.length > URI_BYTES) {
      return textAnswer(414, 'URI too long');
    }
    const bodyText = await context.req.text();
    if (Buffer.byteLength(bodyText) > BODY_BYTES) return textAnswer(413, 'Request body too large');
    try {
      log.user = this.#parts.tokens.check(tokenOf(context, this.#parts.switches)).clientId;
      const admitted = this.#parts.callLimits.admit(nowMs);
      const ended = () => admitted.end(log.errorCode !== null && !this.#parts.switches.errorsCount);
      context.env.outgoing.once('finish', ended).once('close', ended);
      return work(checkedCall(context, log, effect, bodyText, nowMs));
    } catch (error) {
      return errorEnvelope(nowMs, marketoError(error));
    }
  }

  #openLog(context: ApiContext, operation: Operation): LoggedCall {
    const log = this.#parts.callLog.open({
      at: new Date(this.#parts.clock.nowMs()).toISOString(),
      operation,
      method: context.req.method,
      path: context.req.path,
      requestedRange: context.req.header('Range') ?? null,
      tokenBy: tokenPlace(context),
    });
    log.exportId = context.req.param('exportId') ?? null;
    log.user = this.#parts.tokens.ownerOf(tokenOf(context, this.#parts.switches));
    return log;
  }
}

function checkedCall(
  context: ApiContext,
  log: LoggedCall,
  effect: FaultEffect,
  bodyText: string,
  nowMs: number,
): CheckedCall {
  return {
    user: log.user ?? '',
    exportId: log.exportId ?? '',
    nowMs,
    query: new URL(context.req.url).searchParams,
    contentType: context.req.header('Content-Type') ?? '',
    bodyText,
    range: effect.ignoreRange === true ? undefined : context.req.header('Range'),
  };
}

function tokenPlace(context: ApiContext): LoggedCall['tokenBy'] {
  if (context.req.header('Authorization') !== undefined) return 'header';
  return context.req.query('access_token') === undefined ? 'none' : 'query';
}

/** A token in the query is as none, even beside a header: a client must never send it (§1). */
function tokenOf(context: ApiContext, switches: Switches): string | undefined {
  const fromQuery = context.req.query('access_token');
  if (fromQuery !== undefined) return switches.tokenInQuery === 'accepted' ? fromQuery : undefined;
  return /^Bearer (.+)$/i.exec(context.req.header('Authorization') ?? '')?.[1];
}

function marketoError(error: unknown): MarketoError {
  if (error instanceof MarketoError) return error;
  return new MarketoError({ ...catalogue.systemError, message: `System error: ${String(error)}` });
}

function drop({ context, log }: Passage): Response {
  log.httpStatus = null;
  context.env.outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}
