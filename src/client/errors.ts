import { formatFaults } from '../interface/fault.ts';
import type { Fault } from '../interface/fault.ts';
import { SEARCH_ATTRIBUTES } from '../interface/names.ts';
import { CONNECTION_FAULTS, type ConnectionFault, isNobody } from './connection-fault.ts';
import type { ExtractOutcome } from './outcome.ts';

/** Temporal does not answer, or not to us. */
export class TemporalUnreachableError extends Error {
  override readonly name = 'TemporalUnreachableError';
  readonly address: string;
  /** What hinders the connection, where that is known. */
  readonly fault: ConnectionFault | undefined;

  constructor(
    address: string,
    reason: string,
    { fault, ...options }: ErrorOptions & { readonly fault?: ConnectionFault | undefined } = {},
  ) {
    const { what, next } = CONNECTION_FAULTS[fault ?? 'refused'];
    super(
      fault === undefined || isNobody(fault)
        ? `Temporal does not answer at ${address}: ${fault === undefined ? reason : what}. ${next}`
        : `There is no connection to Temporal at ${address}: ${what}. ${next}`,
      options,
    );
    this.address = address;
    this.fault = fault;
  }
}

/** The server answers, and refuses the API key or the certificate: at all, or for this namespace or call. */
export class TemporalRefusedError extends Error {
  override readonly name = 'TemporalRefusedError';

  /** `reason`: the server's own words. */
  constructor(address: string, namespace: string, reason: string, options?: ErrorOptions) {
    super(
      `Temporal at ${address} refuses: ${reason.replace(/[.\s]+$/, '')}. Does TEMPORAL_API_KEY, or the certificate of ` +
        `TEMPORAL_TLS_CLIENT_CERT_PATH, belong to the namespace ${JSON.stringify(namespace)}, with write permission? Both expire.`,
      options,
    );
  }
}

/** `TEMPORAL_*`, or the profile, cannot be used. Holds no certificate and no key. */
export class TemporalConfigurationError extends Error {
  override readonly name = 'TemporalConfigurationError';

  constructor(fault: string) {
    super(`Temporal's configuration cannot be used: ${fault.replace(/[.\s]+$/, '')}.`);
  }
}

/** The module of `EXTRACT_PAYLOAD_CODEC` cannot be used, is not the one that payloads were encoded with, or is missing. */
export class PayloadCodecError extends Error {
  override readonly name = 'PayloadCodecError';

  constructor(fault: string, options?: ErrorOptions) {
    super(
      `The payload codec: ${fault.replace(/[.\s]+$/, '')}. EXTRACT_PAYLOAD_CODEC names its module, which has to be ` +
        'the same, with the same keys, for workers and for whoever starts and reads extractions.',
      options,
    );
  }
}

/** The request is wrong; every fault is in the message, one a line. Nothing was started. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(formatFaults(faults));
    this.faults = faults;
  }
}

/** There is no run of that workflow id, or none that is still running. */
export class ExtractNotFoundError extends Error {
  override readonly name = 'ExtractNotFoundError';
  readonly workflowId: string;

  constructor(workflowId: string, namespace: string, options?: ErrorOptions) {
    super(
      `There is no such extraction (or none still running): workflow id ${JSON.stringify(workflowId)}, ` +
        `namespace ${JSON.stringify(namespace)}. The id is as start printed it; the command status tells how one ended.`,
      options,
    );
    this.workflowId = workflowId;
  }
}

/** The workflow id belongs to something else than an extraction: it is left alone. */
export class ForeignWorkflowError extends Error {
  override readonly name = 'ForeignWorkflowError';
  readonly workflowId: string;

  constructor(workflowId: string, workflowType: string) {
    super(
      `The workflow id ${JSON.stringify(workflowId)} belongs to a workflow ${JSON.stringify(workflowType)}, not ` +
        'extractActivities; it is left alone. Give another id.',
    );
    this.workflowId = workflowId;
  }
}

/** The extraction ended without having completed: failed, cancelled, terminated or timed out. */
export class ExtractFailedError extends Error {
  override readonly name = 'ExtractFailedError';
  readonly outcome: Exclude<ExtractOutcome, { readonly status: 'completed' }>;

  constructor(outcome: ExtractFailedError['outcome']) {
    super(failureText(outcome));
    this.outcome = outcome;
  }
}

function failureText(outcome: ExtractFailedError['outcome']): string {
  const { workflowId, status } = outcome;
  const what = `The extraction ${JSON.stringify(workflowId)} `;
  if (status === 'cancelled') return `${what}was cancelled`;
  if (status === 'failed') return `${what}failed: ${outcome.type}: ${outcome.message}`;
  return `${what}${status === 'terminated' ? 'was terminated' : 'timed out'}: ${outcome.message}`;
}

/** Only a worker can answer this, and none has. The extraction is safe, and waits for one as well. */
export class NoWorkerError extends Error {
  override readonly name = 'NoWorkerError';
  readonly workflowId: string;
  readonly taskQueue: string;

  /** `waitedMs`: absent when no worker polls the queue, so that nothing was asked. */
  constructor(workflowId: string, taskQueue: string, waitedMs?: number, options?: ErrorOptions) {
    const [run, queue] = [workflowId, taskQueue].map((name) => JSON.stringify(name));
    super(
      waitedMs === undefined
        ? `No worker polls the task queue ${queue}, and only a worker can do this for ${run}. Start one, then ask again.`
        : `No worker of the task queue ${queue} has answered for ${run} within ${waitedMs / 1_000} s: it is busy, or has just ` +
            'ended. The change may still be taken. Look at the workers, then ask again: twice does no harm.',
      options,
    );
    this.workflowId = workflowId;
    this.taskQueue = taskQueue;
  }
}

/** The run does not take the change. */
export class AdjustRefusedError extends Error {
  override readonly name = 'AdjustRefusedError';
}

/** A worker refused or could not make the plan. */
export class PlanFailedError extends Error {
  override readonly name = 'PlanFailedError';
  /** A `FAILURE` type when a worker said so. */
  readonly type: string | undefined;

  constructor(message: string, type: string | undefined, options?: ErrorOptions) {
    super(message, options);
    this.type = type;
  }
}

/** Temporal does not list or register search attributes: for these credentials, this namespace, or at all. */
export class SearchAttributesRefusedError extends Error {
  override readonly name = 'SearchAttributesRefusedError';

  constructor(to: 'list' | 'register', namespace: string, reason: string, options?: ErrorOptions) {
    const flags = Object.values(SEARCH_ATTRIBUTES).map((name) => `--name ${name} --type Keyword`);
    super(
      `Temporal does not ${to} search attributes of the namespace ${JSON.stringify(namespace)}: ${reason}\n` +
        'Who administers it can register them with the Temporal CLI,\n' +
        `  temporal operator search-attribute create --namespace ${namespace} ${flags.join(' ')}\n` +
        'or, on Temporal Cloud, on the page of the namespace. Runs work without them.',
      options,
    );
  }
}
