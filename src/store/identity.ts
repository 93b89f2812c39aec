/** The id in `.store.json`, by which workers notice that they do not see the same store. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { STORE_ID_KEY } from './keys.ts';
import { StoreError } from './store-error.ts';

const Identity = z.object({ version: z.literal(1), id: z.uuid() });

/** How a store reads and writes documents of its own. */
export interface OwnDocuments {
  read(key: string): Promise<Uint8Array | undefined>;
  putIfAbsent(key: string, body: Uint8Array): Promise<boolean>;
}

/** Undefined when the store has no id yet and `create` is false. Whoever races, all get the same id. */
export async function storeIdentity(
  documents: OwnDocuments,
  create: boolean,
): Promise<string | undefined> {
  const stored = await documents.read(STORE_ID_KEY);
  if (stored !== undefined) return idInside(stored);
  if (!create) return undefined;
  const document = { version: 1, id: randomUUID() };
  const body = new TextEncoder().encode(`${JSON.stringify(document)}\n`);
  if (await documents.putIfAbsent(STORE_ID_KEY, body)) return document.id;
  return storeIdentity(documents, false);
}

function idInside(body: Uint8Array): string {
  try {
    return Identity.parse(JSON.parse(new TextDecoder().decode(body))).id;
  } catch (cause) {
    throw new StoreError(
      `${STORE_ID_KEY} of the store is not readable. Restore it from a backup; or, when all workers surely see ` +
        'this very folder, move it away: the next run writes a new one.',
      { code: 'CORRUPT', path: STORE_ID_KEY, retryable: true, cause },
    );
  }
}
