/** What a call is called in errors, and what ends it early. */
import type { Endpoint } from './observe.ts';

export interface Call {
  readonly endpoint: Endpoint;
  /** See `MarketoErrorFacts.operation`. */
  readonly operation: string;
  readonly signal?: AbortSignal | undefined;
  /** Once sent it runs to its end, whatever the signal says: its work may be done, and the answer tells which. */
  readonly finishesOnceSent?: boolean;
}
