import { parseInstant } from '../domain/instant.ts';
import type { ResolvedRequest } from '../interface/resolved.ts';
import type { Freshness, WindowRecord } from '../ledger/types.ts';
import type { MarketoClient } from '../marketo/types.ts';

/**
 * What decides whether a manifest still counts. Marketo's clock is asked for only where a provisional manifest makes
 * it matter, so that planning what is final needs no Marketo at all.
 */
export async function freshnessFor(
  marketo: MarketoClient,
  { refreshBefore }: ResolvedRequest,
  records: readonly WindowRecord[],
  signal: AbortSignal,
): Promise<Freshness> {
  const anyProvisional = records.some(({ manifest }) => manifest?.final === false);
  return {
    now: anyProvisional ? Math.floor((await marketo.serverTimeMs({ signal })) / 1000) : 0,
    refreshBefore: refreshBefore === undefined ? undefined : parseInstant(refreshBefore),
  };
}
