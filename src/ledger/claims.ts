/**
 * Claims: who may buy a window (design §4). An append-only series of numbered documents per window; whoever writes
 * the next number first has it. Both of two overlapping claimers write before they look, so both cannot go on.
 */
import type { Interval } from '../domain/interval.ts';
import type { Store } from '../store/store.ts';
import { findConflict, type Conflict } from './conflicts.ts';
import { documentBytes } from './documents.ts';
import { claimKey } from './keys.ts';
import { readClaim, readWindow } from './records.ts';
import type { Claim, ClaimOutcome, ClaimRequest, DatasetRef, WindowRecord } from './types.ts';
import { isSameOwner, liveClaim, type LiveClaim } from './window-state.ts';

/** See `Ledger.claim`. May be repeated after a crash at any point. */
export async function claimWindow(
  store: Store,
  ref: DatasetRef,
  window: Interval,
  request: ClaimRequest,
): Promise<ClaimOutcome> {
  const { after, exportId, owner, at, windowWorkflowId } = request;
  const before = await readWindow(store, ref, window);
  if (before.generation < after || hasMoved(before, request)) return { outcome: 'moved' };
  const claim: LiveClaim = {
    version: 1,
    generation: after + 1,
    exportId,
    owner,
    ...(windowWorkflowId === undefined ? {} : { windowWorkflowId }),
    ...(isAnothers(before, request) ? { inherited: true } : {}),
    at,
  };
  const { won, standing } = await writeOrRead(store, ref, window, claim);
  if (standing === undefined) return { outcome: 'moved' };
  const now = await readWindow(store, ref, window);
  if (!isSame(standing, claim)) return lost(now, standing);
  if (hasMoved(now, request)) return { outcome: 'moved' };
  if (now.claim?.generation !== claim.generation) return afterOwnRelease(store, ref, now, claim);
  if (inheritsJob(before, request)) return { outcome: 'own', generation: claim.generation };
  const conflict = await findConflict(store, ref, window);
  if (conflict === undefined) return { outcome: 'own', generation: claim.generation };
  if (won) await giveWay(store, ref, window, claim, request.assertCurrent);
  // A claim that was there before this call may have a job that is paid for by now: its status has to tell.
  else if (request.standing !== true) return { outcome: 'moved' };
  return overlapping(conflict);
}

/** Releasing a job that may be queued or done would have its window bought again. */
function inheritsJob({ claim }: WindowRecord, { inherits, exportId }: ClaimRequest): boolean {
  return inherits === true && claim?.exportId === exportId;
}

/** Taken over from another run, now or before. */
function isAnothers(before: WindowRecord, request: ClaimRequest): boolean {
  if (!inheritsJob(before, request) || before.claim === undefined) return false;
  return before.claim.inherited === true || !isSameOwner(before.claim.owner, request.owner);
}

/** What stands at the claim's generation: the claim itself, or a faster one. Undefined: it was passed over. */
async function writeOrRead(
  store: Store,
  ref: DatasetRef,
  window: Interval,
  claim: Claim,
): Promise<{ readonly won: boolean; readonly standing: Claim | undefined }> {
  const won = await store.putIfAbsent(
    claimKey(ref, window, claim.generation),
    documentBytes(claim),
  );
  const standing = won ? claim : await readClaim(store, ref, window, claim.generation);
  return { won, standing };
}

/** The window was published since the caller looked, or this very job has delivered it. */
function hasMoved({ manifest }: WindowRecord, request: ClaimRequest): boolean {
  if (manifest === undefined) return false;
  const { generation, exportId } = manifest;
  const unseen = generation !== (request.seenManifest ?? generation);
  return unseen || generation > request.after || exportId === request.exportId;
}

function lost(now: WindowRecord, standing: Claim): ClaimOutcome {
  const live = liveClaim(now);
  return live?.generation === standing.generation
    ? { outcome: 'another', claim: live }
    : { outcome: 'moved' };
}

async function giveWay(
  store: Store,
  ref: DatasetRef,
  window: Interval,
  { generation: after, owner, at }: LiveClaim,
  assertCurrent?: () => void,
): Promise<void> {
  assertCurrent?.();
  await releaseWindow(store, ref, window, { after, reason: OVERLAPS, owner, at });
}

const OVERLAPS = 'another window of the dataset that overlaps was claimed or published first';

/** A repeated call finds the release of the first one: the answer is the same for as long as the overlap is there. */
async function afterOwnRelease(
  store: Store,
  ref: DatasetRef,
  now: WindowRecord,
  claim: LiveClaim,
): Promise<ClaimOutcome> {
  const released =
    now.claim?.generation === claim.generation + 1 && now.claim.released === OVERLAPS;
  const conflict = released ? await findConflict(store, ref, now.window) : undefined;
  return conflict === undefined ? { outcome: 'moved' } : overlapping(conflict);
}

function overlapping({ window, claim }: Conflict): ClaimOutcome {
  return { outcome: 'overlaps', window, ...(claim === undefined ? {} : { claim }) };
}

export interface ReleaseRequest {
  readonly after: number;
  readonly reason: string;
  readonly owner: Claim['owner'];
  readonly at: string;
}

/** See `Ledger.release`. True also when it finds its own release again. */
export async function releaseWindow(
  store: Store,
  ref: DatasetRef,
  window: Interval,
  { after, reason, owner, at }: ReleaseRequest,
): Promise<boolean> {
  const release: Claim = {
    version: 1,
    generation: after + 1,
    exportId: null,
    released: reason,
    owner,
    at,
  };
  const { standing } = await writeOrRead(store, ref, window, release);
  return standing !== undefined && isSame(standing, release);
}

function isSame(a: Claim, b: Claim): boolean {
  return a.exportId === b.exportId && isSameOwner(a.owner, b.owner);
}
