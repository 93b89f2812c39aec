/** The workflow id that follows from a request: whoever asks for the same joins the run that is under way. */
import { createHash } from 'node:crypto';
import { compactInstant, parseInstant } from '../domain/instant.ts';
import { canonicalQueryText } from '../domain/query.ts';
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

/** Of every member but `concurrency`, which changes how fast the work goes, not what comes of it. */
function digest(request: UnrefreshedRequest, refresh: Refresh): string {
  const { version, instance, dataset, period, query, windowSizeSeconds, settleSeconds } = request;
  const members = [version, instance, dataset, period.startAt, period.endAt];
  const rest = [canonicalQueryText(query), windowSizeSeconds, settleSeconds, refresh];
  return createHash('sha256')
    .update(JSON.stringify([...members, ...rest]))
    .digest('hex')
    .slice(0, 8);
}
