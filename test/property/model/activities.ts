/** What the activities answer, with the real ledger and the model's Marketo in the place of HTTP and Temporal. */
import { parseInstant } from '../../../src/domain/instant.ts';
import type {
  ClaimInput,
  DownloadInput,
  FindAnswer,
  JobInput,
  PublishAnswer,
  PublishInput,
  ReleaseInput,
  VerifyInput,
  WindowInput,
} from '../../../src/interface/steps.ts';
import { parseWindowText } from '../../../src/domain/windows.ts';
import { isSameOwner, liveClaim, windowState } from '../../../src/ledger/window-state.ts';
import { StagingLostError } from '../../../src/store/store.ts';
import { AT, manifest, REF } from '../../support/ledger-documents.ts';
import type { ModelWorld } from './world.ts';

/** By the names that workflow code calls them by. Each is one step of the model: nothing comes between its parts. */
export function modelActivities(world: ModelWorld) {
  const { ledger, marketo, store } = world;
  return {
    findWindow: (input: WindowInput) => findWindow(world, input),
    createJob: ({ window, run }: WindowInput) => {
      const { refreshBefore } = run.request;
      const before = refreshBefore === undefined ? undefined : parseInstant(refreshBefore);
      const { exportId } = marketo.create(parseWindowText(window), before);
      return { answer: 'created', exportId } as const;
    },
    claimWindow: async ({ window, ...claim }: ClaimInput) => {
      const { outcome, ...rest } = await ledger.claim(REF, parseWindowText(window), {
        ...claim,
        at: AT,
      });
      return { answer: outcome, note: 'overlaps', ...rest };
    },
    enqueueJob: async ({ window, exportId, owner }: JobInput) => {
      const claim = liveClaim(await ledger.window(REF, parseWindowText(window)));
      const holds = claim?.exportId === exportId && isSameOwner(claim.owner, owner);
      return holds ? marketo.enqueue(exportId) : ({ answer: 'moved' } as const);
    },
    jobStatus: ({ exportId }: JobInput) => marketo.status(exportId),
    cancelJob: ({ exportId }: JobInput) => marketo.cancel(exportId),
    releaseClaim: async ({ window, after, reason, owner }: ReleaseInput) => {
      const release = { after, reason, owner, at: AT };
      return { released: await ledger.release(REF, parseWindowText(window), release) };
    },
    discardStaged: ({ exportId }: JobInput) =>
      store.discardStage(ledger.stagingFolder(REF, exportId)),
    downloadFile: (input: DownloadInput) => downloadFile(world, input),
    verifyFile: (input: VerifyInput) => verifyFile(world, input),
    publishFile: (input: PublishInput) => publishFile(world, input),
  };
}

export type ModelActivities = ReturnType<typeof modelActivities>;

async function findWindow(
  world: ModelWorld,
  { run, window, owner }: WindowInput,
): Promise<FindAnswer> {
  const record = await world.ledger.window(REF, parseWindowText(window));
  const { refreshBefore } = run.request;
  const found = windowState(record, {
    now: Math.floor(world.marketo.nowMs / 1000),
    refreshBefore: refreshBefore === undefined ? undefined : parseInstant(refreshBefore),
  });
  if (found.state === 'claimed') {
    const { exportId, owner: by } = found.claim;
    const own = isSameOwner(by, owner);
    const adopted = !own || found.claim.inherited === true;
    const ownerClosed = !own && world.isClosed(by);
    const { generation } = record;
    const ownerWorkflowId = by.workflowId;
    return { answer: 'claimed', exportId, generation, own, adopted, ownerClosed, ownerWorkflowId };
  }
  if (found.state === 'final' || (found.state === 'provisional' && !found.due)) {
    return { answer: 'published', result: result(window, found.manifest.exportId) };
  }
  const seenManifest = record.manifest?.generation ?? 0;
  return { answer: 'nothing', generation: record.generation, seenManifest };
}

async function downloadFile(world: ModelWorld, { exportId, windowRun }: DownloadInput) {
  const { ledger, marketo, store } = world;
  if (!marketo.hasFile(marketo.job(exportId))) return { answer: 'gone', message: 'no file' };
  const place = { folder: ledger.stagingFolder(REF, exportId), run: windowRun };
  const staged = await store.openStage(place, { resumeFrom: 'anyRun', maxBytes: 1 });
  if (staged.resumedBytes === 0) await staged.append(new Uint8Array(1));
  await staged.close();
  return { answer: 'staged', name: staged.name, bytes: 1 };
}

async function verifyFile({ store }: ModelWorld, { name }: VerifyInput) {
  return lostOr(async () => {
    await store.readStage(name);
    const file = { sha256: 'a'.repeat(64), bytes: 1, records: 0, columns: [] };
    return { answer: 'ok', checksum: true, recordsAgree: true, file };
  });
}

async function publishFile(world: ModelWorld, input: PublishInput): Promise<PublishAnswer> {
  const { ledger, store } = world;
  const { exportId, generation, job, name, run } = input;
  const window = parseWindowText(input.window);
  const { settleSeconds } = run.request;
  const key = ledger.dataKey(REF, window, `${exportId}.csv`);
  const moved = await lostOr(() => store.publishStage(name, key));
  if (moved !== undefined && (await store.size(key)) === undefined) return moved;
  const final = parseInstant(job.startedAt!) >= window.end + settleSeconds;
  const facts = { createdAt: job.createdAt!, startedAt: job.startedAt! };
  const document = { exportId, generation, final, settleSeconds, bytes: 1, job: facts };
  await ledger.publish(REF, manifest(window, document));
  await store.discardStage(ledger.stagingFolder(REF, exportId));
  await world.published(exportId);
  return { answer: 'published', result: result(input.window, exportId) };
}

async function lostOr<T>(step: () => Promise<T>) {
  try {
    return await step();
  } catch (error) {
    if (error instanceof StagingLostError) return { answer: 'stagingLost' } as const;
    throw error;
  }
}

function result(window: { readonly startAt: string; readonly endAt: string }, exportId: string) {
  const nothing = { dataUri: '', manifestUri: '', sha256: '', records: 0, bytes: 1 };
  return { ...window, ...nothing, exportId, final: true, reused: false };
}
