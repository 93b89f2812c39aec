/** Windows published as the product publishes them: claim, stage, data file, manifest. */
import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { parseWindowText } from '../../src/domain/windows.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import type { DatasetRef } from '../../src/ledger/types.ts';
import { createFileStore } from '../../src/store/file/file-store.ts';
import type { Store } from '../../src/store/store.ts';
import { AT, manifest, owner, QUERY } from '../support/ledger-documents.ts';
import { expectedRows, type Row } from './expected.ts';

/** The one that the page names, below its `exports`. */
const REF: DatasetRef = { instance: 'default', dataset: 'nightly' };

export interface Publication {
  readonly day: string;
  readonly bytes: Buffer;
  /** What Marketo says; default: as many as a strict CSV parser finds. */
  readonly reported?: number;
}

export class Publisher {
  readonly #store: Store;
  readonly #published = new Map<string, Publication>();
  #exports = 0;

  private constructor(store: Store) {
    this.#store = store;
  }

  /** A dataset in `exports` of this folder. */
  static async open(folder: string): Promise<Publisher> {
    const store = createFileStore({ root: `${folder}/exports` });
    await store.identity({ create: true });
    await createLedger(store).bindDataset(REF, QUERY);
    return new Publisher(store);
  }

  /** The day's first export, or one that supersedes the last. */
  async publish(publication: Publication): Promise<void> {
    const { day, bytes } = publication;
    const window = parseWindowText({ startAt: `${day}T00:00:00Z`, endAt: `${day}T23:59:59Z` });
    const ledger = createLedger(this.#store);
    const before = await ledger.window(REF, window);
    const exportId = `export-${(this.#exports += 1)}`;
    const claim = { after: before.generation, exportId, owner: owner('parent'), at: AT };
    await ledger.claim(REF, window, claim);
    const staged = await this.#stage(exportId, bytes);
    const [columns = [], ...rows] = recordsOf(bytes);
    const records = publication.reported ?? rows.length;
    const document = manifest(window, {
      ...{ exportId, generation: before.generation + 1, columns, bytes: bytes.length },
      records: { counted: records, reported: records },
      sha256: createHash('sha256').update(bytes).digest('hex'),
      ...(before.manifest && { supersedes: before.manifest }),
    });
    await this.#store.publishStage(staged, ledger.dataKey(REF, window, document.file));
    await ledger.publish(REF, document);
    this.#published.set(day, publication);
  }

  async #stage(exportId: string, bytes: Buffer): Promise<string> {
    const folder = createLedger(this.#store).stagingFolder(REF, exportId);
    const stage = await this.#store.openStage({ folder, run: 'run' }, { resumeFrom: 'sameRun' });
    await stage.append(bytes);
    await stage.close();
    return stage.name;
  }

  /** What a table should hold after loading all that is published now. */
  expected(): Row[] {
    return [...this.#published.values()].flatMap(({ day, bytes }) =>
      expectedRows(day, recordsOf(bytes)),
    );
  }
}

/** As Marketo writes: LF ends a record, a stray quote in an unquoted cell is text. */
function recordsOf(bytes: Buffer): string[][] {
  return parse(bytes, { record_delimiter: '\n', relax_quotes: true });
}
