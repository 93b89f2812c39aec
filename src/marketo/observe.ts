/** Tells an observer of every HTTP call: what it was, how it ended, how long it took. Never whom or what it was about. */
import { MarketoError, type MarketoErrorKind } from './errors.ts';

export type Endpoint =
  | 'identity'
  | 'create'
  | 'enqueue'
  | 'status'
  | 'cancel'
  | 'file'
  | 'list'
  | 'activityTypes'
  | 'usage';

export interface ObservedCall {
  readonly endpoint: Endpoint;
  /** `aborted`: the caller's signal ended it. */
  readonly outcome: 'ok' | 'aborted' | MarketoErrorKind;
  /** Marketo's code as sent, and the HTTP status, of a refusal that had them. */
  readonly code?: string;
  readonly httpStatus?: number;
  /** From the request sent to the answer read; of a file to the begin of its body. Waiting for a place is not in it. */
  readonly durationMs: number;
}

/** Must not throw. */
export type CallObserver = (call: ObservedCall) => void;

export async function observed<T>(
  observer: CallObserver | undefined,
  endpoint: Endpoint,
  call: () => Promise<T>,
): Promise<T> {
  if (observer === undefined) return call();
  const begunMs = performance.now();
  const tell = (ending: Pick<ObservedCall, 'outcome' | 'code' | 'httpStatus'>) =>
    observer({ endpoint, ...ending, durationMs: performance.now() - begunMs });
  try {
    const answer = await call();
    tell({ outcome: 'ok' });
    return answer;
  } catch (error) {
    tell(endingOf(error));
    throw error;
  }
}

function endingOf(error: unknown): Pick<ObservedCall, 'outcome' | 'code' | 'httpStatus'> {
  if (!(error instanceof MarketoError)) return { outcome: 'aborted' };
  const { kind, code, httpStatus } = error.facts;
  return {
    outcome: kind,
    ...(code === undefined ? {} : { code }),
    ...(httpStatus === undefined ? {} : { httpStatus }),
  };
}
