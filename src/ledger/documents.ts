/** The ledger's documents as they lie in the store. Everything read from there is checked. */
import { z } from 'zod';
import { parseInstant } from '../domain/instant.ts';
import { LedgerCorruptError } from './errors.ts';

const Instant = z.string().refine(isInstant, 'not an instant YYYY-MM-DDThh:mm:ssZ');
const Count = z.int().min(0);
const Generation = z.int().min(1);
const FileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'not a file name');
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in hex');

function isInstant(text: string): boolean {
  try {
    parseInstant(text);
    return true;
  } catch {
    return false;
  }
}

const Query = z.object({
  activityTypeIds: z.array(z.int()),
  primaryAttributeValueIds: z.array(z.int()),
  primaryAttributeValues: z.array(z.string()),
  fields: z.array(z.string()),
  format: z.enum(['CSV', 'TSV', 'SSV']),
  columnHeaderNames: z.record(z.string(), z.string()),
});

export const DatasetDocument = z.object({ version: z.literal(1), query: Query });

const claimMembers = {
  version: z.literal(1),
  generation: Generation,
  owner: z.object({ workflowId: z.string().min(1), firstRunId: z.string().min(1) }),
  windowWorkflowId: z.string().exactOptional(),
  at: Instant,
};

export const ClaimDocument = z.union([
  z.object({
    ...claimMembers,
    exportId: z.string().min(1),
    inherited: z.literal(true).exactOptional(),
    released: z.undefined().optional(),
  }),
  z.object({ ...claimMembers, exportId: z.null(), released: z.string() }),
]);

const Job = z.object({
  createdAt: Instant.exactOptional(),
  queuedAt: Instant.exactOptional(),
  startedAt: Instant.exactOptional(),
  finishedAt: Instant.exactOptional(),
  numberOfRecords: Count.exactOptional(),
  fileSize: Count.exactOptional(),
  sha256: z.string().exactOptional(),
});

export const ManifestDocument = z.object({
  version: z.literal(1),
  generation: Generation,
  window: z.object({ startAt: Instant, endAt: Instant }),
  final: z.boolean(),
  settleSeconds: Count,
  query: Query,
  exportId: z.string().min(1),
  job: Job,
  file: FileName,
  sha256: Sha256,
  bytes: Count,
  records: z.object({ counted: Count, reported: Count.exactOptional() }),
  columns: z.array(z.string()),
  activityTypes: z.record(z.string(), z.string()),
  warnings: z.array(z.string()),
  productVersion: z.string(),
  publishedAt: Instant,
  supersedes: z
    .object({ generation: Generation, exportId: z.string(), file: FileName })
    .exactOptional(),
});

const Versioned = z.object({ version: z.int().min(2) });

/** Bytes of the document at `key` → its content. Throws `LedgerCorruptError`. */
export function parseDocument<T>(key: string, schema: z.ZodType<T>, body: Uint8Array): T {
  const content = parseJson(key, body);
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  if (Versioned.safeParse(content).success) {
    throw new LedgerCorruptError(key, 'a newer version of this product wrote it (upgrade)');
  }
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new LedgerCorruptError(key, faults.join('; '), result.error);
}

function parseJson(key: string, body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new LedgerCorruptError(key, 'it is not JSON', cause);
  }
}

/** Indented, for people who look into the folder. */
export function documentBytes(document: object): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`);
}
