/** A job object (contract §2.3) with its spellings, dates and absences evened out. */
import { z } from 'zod';
import { parseJobState } from '../domain/job-state.ts';
import { normalizeInstant } from './marketo-instant.ts';
import { safeWords } from './safe-words.ts';
import type { ExportJob } from './types.ts';

const count = z.int().min(0).nullish();
const text = z.string().nullish();

/** Only id and status are certain to be there; the documents call the absent rest null. */
const jobSchema = z.looseObject({
  exportId: z.string().min(1),
  status: z.string().min(1),
  format: text,
  createdAt: text,
  queuedAt: text,
  startedAt: text,
  finishedAt: text,
  numberOfRecords: count,
  fileSize: count,
  fileChecksum: text,
  errorMsg: text,
});

/** Undefined when it is not a job: no id, no status, or a member of a wrong type. `secrets`: see `safeWords`. */
export function parseExportJob(
  json: unknown,
  secrets: readonly string[] = [],
): ExportJob | undefined {
  const { data } = jobSchema.safeParse(json);
  if (data === undefined) return undefined;
  return {
    exportId: data.exportId,
    state: parseJobState(data.status),
    stateText: safeWords(data.status, secrets),
    ...present({
      format: data.format,
      createdAt: instant(data.createdAt),
      queuedAt: instant(data.queuedAt),
      startedAt: instant(data.startedAt),
      finishedAt: instant(data.finishedAt),
      numberOfRecords: data.numberOfRecords,
      fileSize: size(data),
      sha256: sha256(data.fileChecksum),
      // Goes into histories and logs, so it is made as fit for them as a refusal's words.
      errorMsg: data.errorMsg == null ? undefined : safeWords(data.errorMsg, secrets),
    }),
  };
}

function instant(written: string | null | undefined): string | undefined {
  return written == null ? undefined : normalizeInstant(written);
}

/** A file of no bytes has no records, not even a header row: then the size is wrong, and only the file can tell it. */
function size({ fileSize, numberOfRecords }: z.infer<typeof jobSchema>): number | undefined {
  return fileSize === 0 && (numberOfRecords ?? 0) > 0 ? undefined : (fileSize ?? undefined);
}

/** `sha256:<hex>` since June 2019. What another algorithm says cannot be checked here, so it counts as absent. */
function sha256(checksum: string | null | undefined): string | undefined {
  return /^sha256:([0-9a-f]{64})$/i.exec(checksum?.trim() ?? '')?.[1]?.toLowerCase();
}

type Present<T> = { readonly [K in keyof T]?: NonNullable<T[K]> };

function present<T extends object>(members: T): Present<T> {
  const entries = Object.entries(members).filter(([, value]) => value != null);
  // Only null and undefined members were left out, which is what the type says.
  return Object.fromEntries(entries) as Present<T>;
}
