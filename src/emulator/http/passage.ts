import type { LoggedCall } from '../call-log.ts';
import type { FaultEffect } from '../faults/rule.ts';
import type { ApiContext, ApiRequest } from './request.ts';

/** A call on its way through the emulator. */
export interface Passage {
  readonly context: ApiContext;
  readonly request: ApiRequest;
  readonly log: LoggedCall;
  readonly effect: FaultEffect;
  /** When the work began. */
  readonly nowMs: number;
}
