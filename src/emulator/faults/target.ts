import { z } from 'zod';
import type { Operation } from '../call-log.ts';
import { parseMarketoDate } from '../dates.ts';
import type { FaultRule } from './rule.ts';

/** `createdAt` as the client wrote it. */
export interface FaultWindow {
  readonly startAt: string;
  readonly endAt: string;
}

/** The call or the job that a rule is tried on. */
export interface FaultTarget {
  readonly operation: Operation | 'job';
  readonly exportId: string | null;
  readonly user: string | null;
  /** Undefined for a call that is not about one job. */
  readonly window: FaultWindow | undefined;
}

/** Whether the rule is about this call or job at all; counts and dice come later. */
export function concerns(rule: FaultRule, target: FaultTarget): boolean {
  if (rule.on !== '*' && rule.on !== target.operation) return false;
  if (rule.on === '*' && target.operation === 'job') return false;
  if (rule.exportId !== undefined && rule.exportId !== target.exportId) return false;
  if (rule.user !== undefined && rule.user !== target.user) return false;
  return (
    sameMoment(rule.startAt, target.window?.startAt) && sameMoment(rule.endAt, target.window?.endAt)
  );
}

/** However either of them writes it: with or without milliseconds, in any zone. */
function sameMoment(wanted: string | undefined, asked: string | undefined): boolean {
  if (wanted === undefined) return true;
  return asked !== undefined && parseMarketoDate(wanted) === parseMarketoDate(asked);
}

const createSchema = z.object({
  filter: z.object({ createdAt: z.object({ startAt: z.string(), endAt: z.string() }) }),
});

/** The window of a create body; undefined when there is none to be read. */
export function windowAskedFor(bodyText: string): FaultWindow | undefined {
  try {
    return createSchema.safeParse(JSON.parse(bodyText)).data?.filter.createdAt;
  } catch {
    return undefined;
  }
}
