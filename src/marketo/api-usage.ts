/** The statistics call: how many API calls the subscription has made today (contract §4.1). */
import { z } from 'zod';
import { unusable } from './answer-text.ts';
import type { CallDeps } from './authorized-call.ts';
import type { Call } from './call.ts';
import { callJson } from './json-call.ts';
import type { HttpRequest } from './transport.ts';
import type { ApiUsage } from './types.ts';

/** `users`, e-mail addresses with a count each, are left where they are. */
const daySchema = z.looseObject({ date: z.string(), total: z.int() });

export async function apiUsage(deps: CallDeps, call: Call): Promise<ApiUsage> {
  const request: HttpRequest = { method: 'GET', path: '/rest/v1/stats/usage.json' };
  return callJson(deps, 'call', request, call, (envelope, answer) => {
    const { data } = daySchema.safeParse(envelope.result?.[0]);
    if (data === undefined) throw unusable('sent no day of usage', answer, call);
    return { date: data.date, calls: data.total };
  });
}
