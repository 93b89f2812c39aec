/** The workflow id that follows from a request: whoever asks for the same joins the run that is under way. */
import { createHash } from 'node:crypto';
import { compactInstant, parseInstant } from '../domain/instant.ts';
import { canonicalQueryText } from '../domain/query.ts';
import { startsWithin } from '../domain/whole-periods.ts';
import { parseWindowText } from '../domain/windows.ts';
import type { Refresh, UnrefreshedRequest } from './request.ts';

/** `extract/<instance>/<dataset>/<start>_<end>/<8 hex>`; at most 130 characters, as all of its parts are bounded. */
export function deriveWorkflowId(request: UnrefreshedRequest, refresh: Refresh): string {
  const { startAt, endAt } = request.period;
  const period = `${compact(startAt)}_${compact(endAt)}`;
  return `extract/${request.instance}/${request.dataset}/${period}/${digest(request, refresh)}`;
}

function compact(instant: string): string {
  return compactInstant(parseInstant(instant));
}

/** Of every member but `concurrency` and `backfill`, which change how the work goes, not what comes of it. */
function digest(request: UnrefreshedRequest, refresh: Refresh): string {
  const { version, instance, dataset, period, query, cutAt, windowSizeSeconds, settleSeconds } =
    request;
  const cuts = cutAt === undefined ? [] : startsWithin(cutAt, parseWindowText(period));
  const members = [version, instance, dataset, period.startAt, period.endAt];
  const rest = [canonicalQueryText(query), windowSizeSeconds, settleSeconds, refresh];
  // Where it is cut, not how that was said: a single day is the same by its dates and as the previous one.
  return createHash('sha256')
    .update(JSON.stringify([...members, ...rest, ...cuts]))
    .digest('hex')
    .slice(0, 8);
}
