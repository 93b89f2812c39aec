/** What a window's record amounts to (design §4 Claim and Manifest, §5 "Settled details"). Pure. */
import { parseInstant } from '../domain/instant.ts';
import type { Claim, ClaimOwner, Freshness, Manifest, WindowRecord, WindowState } from './types.ts';

/** A claim by which a job may still deliver its window. */
export type LiveClaim = Claim & { readonly exportId: string };

/**
 * The claim by which a job may still deliver the window. A trusted manifest closes the claims up to its generation,
 * and any claim of the very job that it was made from: that job has nothing more to deliver.
 */
export function liveClaim({ claim, manifest }: WindowRecord): LiveClaim | undefined {
  if (claim === undefined || !hasExport(claim)) return undefined;
  if (manifest === undefined) return claim;
  const closed = claim.generation <= manifest.generation || claim.exportId === manifest.exportId;
  return closed ? undefined : claim;
}

export function isSameOwner(a: ClaimOwner, b: ClaimOwner): boolean {
  return a.workflowId === b.workflowId && a.firstRunId === b.firstRunId;
}

/**
 * The workflow of the same run that has taken the window over from `workflowId`: that happens after a reset, and goes one
 * way, lest the two take it from each other for ever.
 */
export function successorOf(
  workflowId: string,
  owner: ClaimOwner,
  claims: readonly Claim[],
): string | undefined {
  const own = claims.findLast((claim) => claim.windowWorkflowId === workflowId);
  if (own === undefined) return undefined;
  const later = claims.findLast(
    (claim) => claim.windowWorkflowId !== undefined && isSameOwner(claim.owner, owner),
  );
  return later === undefined || later.generation <= own.generation
    ? undefined
    : later.windowWorkflowId;
}

export function windowState(record: WindowRecord, freshness: Freshness): WindowState {
  const { manifest } = record;
  const claim = liveClaim(record);
  const stale = manifest !== undefined && isStale(manifest, freshness);
  // A final export is worth more than the promise of another one, unless the request wants it anew.
  if (manifest?.final === true && !stale) return { state: 'final', manifest };
  if (claim !== undefined) return { state: 'claimed', claim };
  if (manifest === undefined) return { state: 'missing' };
  if (stale) return { state: 'stale', manifest };
  return { state: 'provisional', manifest, due: freshness.now >= settledAt(manifest) };
}

/** Epoch seconds from which on a job's start makes the window final; `endAt` is the window's last second. */
export function settledAt({
  window,
  settleSeconds,
}: {
  readonly window: Pick<Manifest['window'], 'endAt'>;
  readonly settleSeconds: number;
}): number {
  return parseInstant(window.endAt) + 1 + settleSeconds;
}

function isStale({ job, publishedAt }: Manifest, { refreshBefore }: Freshness): boolean {
  if (refreshBefore === undefined) return false;
  // Marketo left the creation out: publication came later. The worker's clock has to do.
  return parseInstant(job.createdAt ?? publishedAt) < refreshBefore;
}

function hasExport(claim: Claim): claim is LiveClaim {
  return claim.exportId !== null;
}
