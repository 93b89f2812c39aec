import type { Operation } from '../call-log.ts';
import { MarketoError, type MarketoErrorMember } from '../errors.ts';
import type { Permission } from '../identity/api-user.ts';
import type { Answer } from './answer.ts';

/** A call whose token, permission and limits are checked. */
export interface CheckedCall {
  readonly user: string;
  /** Empty when the path has none. */
  readonly exportId: string;
  /** Of the custom object; likewise. */
  readonly apiName: string;
  readonly nowMs: number;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly bodyText: string;
  readonly range: string | undefined;
}

/** Does the work of one operation; refusals are thrown. */
export type Work = (call: CheckedCall) => Answer;

/** What stands behind a URL. */
export interface Service {
  readonly operation: Operation;
  /** null: any API user may call it. */
  readonly permission: Permission | null;
  readonly work: Work;
}

/** One operation of the emulated API with its URL; `:name` stands for any text without a slash. */
export interface Endpoint extends Service {
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

/** What answers where no operation is: always this error. */
export function refusal(error: MarketoErrorMember): Service {
  const work = () => {
    throw new MarketoError(error);
  };
  return { operation: 'unknown', permission: null, work };
}
