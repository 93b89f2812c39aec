/** Every claim that was ever written: nothing of a series is deleted. */
import { dirname } from 'node:path';
import type { ClaimFacts } from '../evidence.ts';
import type { Storage } from '../storage.ts';

const CLAIM = /\/\.claims\/[^/]+\/[^/]+\.json$/;

export async function readClaims(
  storage: Pick<Storage, 'read'>,
  keys: readonly string[],
): Promise<ClaimFacts[]> {
  const claims: ClaimFacts[] = [];
  for (const key of keys.filter((each) => CLAIM.test(each))) {
    const text = String(await storage.read(key));
    const claim = JSON.parse(text) as Omit<ClaimFacts, 'series' | 'atMs'> & { at: string };
    claims.push({ ...claim, series: dirname(key), atMs: Date.parse(claim.at) });
  }
  return claims;
}
