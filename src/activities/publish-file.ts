import { formatInstant, parseInstant } from '../domain/instant.ts';
import type { PublishAnswer, PublishInput, Window } from '../interface/steps.ts';
import { parseWindowText } from '../domain/windows.ts';
import type { Manifest, ManifestJob } from '../ledger/types.ts';
import type { ExportJob } from '../marketo/types.ts';
import { StagingLostError, type PublishedFacts, type Store } from '../store/store.ts';
import type { ActivityTypeNames } from './activity-type-names.ts';
import { dataFileKey, dataFileMetadata, dataFileName } from './data-file.ts';
import { defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { requireSameStore } from './same-store.ts';
import { settledAt } from '../ledger/window-state.ts';
import { windowResult } from './window-result.ts';

type Parts = Pick<Dependencies, 'store' | 'ledger' | 'hostName' | 'productVersion'> & {
  readonly typeNames: ActivityTypeNames;
};

/** Puts the verified file under its published name and then the manifest, which is the commit point. Idempotent. */
export function publishFileActivity(parts: Parts) {
  return defineActivity<PublishInput, PublishAnswer>('afterPaying', async (input, { log }) => {
    const { run, exportId } = input;
    const { ledger, store } = parts;
    await requireSameStore(parts, run);
    if (!(await moveIntoPlace(parts, input))) return { answer: 'stagingLost' };
    const manifest = await buildManifest(parts, input);
    const standing = await ledger.publish(run.request, manifest);
    await store.discardStage(ledger.stagingFolder(run.request, exportId));
    for (const warning of input.warnings) log.warn(warning, { ...input.window, exportId });
    log.info('window published', {
      ...input.window,
      exportId,
      records: manifest.records.counted,
      bytes: manifest.bytes,
      final: manifest.final,
    });
    // A later generation that is published already stands; ours stays beside it, unreferenced.
    const reused = standing.exportId !== exportId;
    return { answer: 'published', result: windowResult(parts, run.request, standing, reused) };
  });
}

/** False: neither the staged file nor the published one is there. */
async function moveIntoPlace({ store, ledger }: Parts, input: PublishInput): Promise<boolean> {
  const key = dataFileKey(ledger, input);
  const isThere = await publishOrFind(store, key, input);
  // Also what attempts have prepared that were killed or overtaken: nobody else knows of it.
  if (isThere && input.file.prepared !== undefined) await store.discardPrepared(key);
  return isThere;
}

async function publishOrFind(store: Store, key: string, input: PublishInput): Promise<boolean> {
  try {
    await store.publishStage(input.name, key, factsOf(input));
    return true;
  } catch (error) {
    if (!(error instanceof StagingLostError)) throw error;
    return (await store.size(key)) === input.file.bytes; // an earlier attempt got this far
  }
}

function factsOf(input: PublishInput): PublishedFacts {
  const { etag, prepared } = input.file;
  return {
    metadata: dataFileMetadata(input, input.file),
    ...(etag === undefined ? {} : { etag }),
    ...(prepared === undefined ? {} : { prepared }),
  };
}

async function buildManifest(parts: Parts, input: PublishInput): Promise<Manifest> {
  const { run, window, job, file, exportId, generation } = input;
  const { query, settleSeconds } = run.request;
  const before = (await parts.ledger.window(run.request, parseWindowText(window))).manifest;
  return {
    version: 1,
    generation,
    window,
    final: isFinal(job, window, settleSeconds),
    settleSeconds,
    query,
    exportId,
    job: jobFacts(job),
    file: dataFileName(input),
    sha256: file.sha256,
    bytes: file.bytes,
    records: {
      counted: file.records,
      ...(job.numberOfRecords === undefined ? {} : { reported: job.numberOfRecords }),
    },
    columns: file.columns,
    activityTypes: await parts.typeNames.of(run.request.instance, query.activityTypeIds),
    warnings: input.warnings,
    productVersion: parts.productVersion,
    publishedAt: formatInstant(Date.now() / 1000),
    ...(before === undefined || before.exportId === exportId
      ? {}
      : {
          supersedes: {
            generation: before.generation,
            exportId: before.exportId,
            file: before.file,
          },
        }),
  };
}

/** By Marketo's clock: what had not settled when the job read it may still grow. Without a start time: not final. */
function isFinal({ startedAt }: ExportJob, window: Window, settleSeconds: number): boolean {
  return startedAt !== undefined && parseInstant(startedAt) >= settledAt({ window, settleSeconds });
}

function jobFacts(job: ExportJob): ManifestJob {
  const { createdAt, queuedAt, startedAt, finishedAt, numberOfRecords, fileSize, sha256 } = job;
  const facts = { createdAt, queuedAt, startedAt, finishedAt, numberOfRecords, fileSize, sha256 };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
