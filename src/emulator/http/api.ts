import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallLog, LoggedCall, Operation } from '../call-log.ts';
import type { EmulatorClock } from '../clock.ts';
import { catalogue } from '../errors.ts';
import { altered, replacementFor } from '../faults/alter.ts';
import type { Faults } from '../faults/faults.ts';
import { windowAskedFor, type FaultTarget } from '../faults/target.ts';
import type { JobService } from '../jobs/job-service.ts';
import type { Answer } from './answer.ts';
import type { Usage } from '../usage.ts';
import { refusal, type Endpoint, type Service } from './endpoint.ts';
import { Gate, type GateParts } from './gate.ts';
import type { Passage } from './passage.ts';
import { readRequest, tokenOf, tokenPlace, type ApiContext, type ApiRequest } from './request.ts';
import { send } from './send.ts';

/** What every call of the emulated API passes through. */
export interface ApiParts extends GateParts {
  readonly clock: EmulatorClock;
  readonly callLog: CallLog;
  readonly faults: Faults;
  readonly usage: Usage;
  readonly jobs: Pick<JobService, 'requestOf'>;
}

export type Handler = (context: ApiContext) => Promise<Response>;

const unknownUrl = refusal(catalogue.notFound);
const wrongMethod = refusal(catalogue.methodNotSupported);

/** A long delay must not hold a process that has closed the emulator. */
const UNHELD = { ref: false };

/** Logs calls, strikes them with faults, and sends the answers. */
export class Api {
  readonly #parts: ApiParts;
  readonly #gate: Gate;

  constructor(parts: ApiParts) {
    this.#parts = parts;
    this.#gate = new Gate(parts);
  }

  /** Answers a URL of the API; another method than its own is 605. */
  endpoint(endpoint: Endpoint): Handler {
    return async (context) => {
      const request = await readRequest(context);
      const service = request.method === endpoint.method ? endpoint : wrongMethod;
      return this.#serve(context, request, service);
    };
  }

  /** Answers every other URL. */
  unknown(): Handler {
    return async (context) => this.#serve(context, await readRequest(context), unknownUrl);
  }

  /** Answers a call without token and limits. */
  open(operation: Operation, work: (request: ApiRequest) => Answer): Handler {
    return async (context) => {
      const request = await readRequest(context);
      return this.#pass(context, request, operation, () => work(request));
    };
  }

  #serve(context: ApiContext, request: ApiRequest, service: Service): Promise<Response> {
    return this.#pass(context, request, service.operation, (passage) =>
      this.#gate.answer(passage, service),
    );
  }

  async #pass(
    context: ApiContext,
    request: ApiRequest,
    operation: Operation,
    work: (passage: Passage) => Answer,
  ): Promise<Response> {
    const log = this.#openLog(context, request, operation);
    const effect = this.#parts.faults.strike(this.#target(request, log));
    log.faults = Object.keys(effect);
    const { outgoing } = context.env;
    outgoing.once('close', () => (log.cut = !outgoing.writableFinished));
    if (effect.delayMs !== undefined) await sleep(effect.delayMs, undefined, UNHELD);
    if (effect.dropRequest === true) return drop(context, log);
    const nowMs = this.#parts.clock.nowMs();
    const answer = answerTo({ context, request, log, effect, nowMs }, work);
    if (operation !== 'identity') this.#parts.usage.record(nowMs, log.user, answer.errorCode);
    if (effect.delayAnswerMs !== undefined) await sleep(effect.delayAnswerMs, undefined, UNHELD);
    if (effect.dropAnswer === true) return drop(context, log);
    await send(outgoing, answer, this.#parts.clock.nowMs(), effect, log);
    return RESPONSE_ALREADY_SENT;
  }

  /** A rule may look at the window: that of the job, or the one a create asks for. */
  #target({ bodyText }: ApiRequest, { operation, exportId, user }: LoggedCall): FaultTarget {
    const window =
      operation === 'create'
        ? windowAskedFor(bodyText)
        : this.#parts.jobs.requestOf(exportId ?? '');
    return { operation, exportId, user, window };
  }

  #openLog(context: ApiContext, request: ApiRequest, operation: Operation): LoggedCall {
    const log = this.#parts.callLog.open({
      at: new Date(this.#parts.clock.nowMs()).toISOString(),
      operation,
      method: context.req.method,
      path: context.req.path,
      requestedRange: context.req.header('Range') ?? null,
      tokenBy: tokenPlace(context, request),
    });
    log.exportId = context.req.param('exportId') ?? null;
    log.user = this.#parts.tokens.ownerOf(tokenOf(context, request, this.#parts.switches));
    return log;
  }
}

/** The answer with its fault: one that stands in for the true one, or a true one that is changed. */
function answerTo(passage: Passage, work: (passage: Passage) => Answer): Answer {
  const { effect, log, nowMs } = passage;
  const replacement = replacementFor(effect, nowMs);
  if (replacement !== undefined && effect.workDone !== true) return replacement;
  const answer = work(passage);
  log.accepted = answer.status < 400 && answer.errorCode === null;
  return replacement ?? altered(answer, effect);
}

function drop(context: ApiContext, log: LoggedCall): Response {
  log.httpStatus = null;
  context.env.outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}
