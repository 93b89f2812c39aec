/** Ledger, Marketo, clock and runs together, and what has to hold of them. */
import { overlaps, type Interval } from '../../../src/domain/interval.ts';
import { windowName } from '../../../src/domain/windows.ts';
import { createLedger } from '../../../src/ledger/ledger.ts';
import type { ClaimOwner, Ledger, Manifest } from '../../../src/ledger/types.ts';
import { settledAt } from '../../../src/ledger/window-state.ts';
import { parseInstant } from '../../../src/domain/instant.ts';
import type { Store } from '../../../src/store/store.ts';
import { REF } from '../../support/ledger-documents.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { ModelMarketo, stateOf, type ModelJob } from './marketo.ts';

const EVERYTHING = { start: 0, end: 10_000_000_000 };

/** What the ledger asks of a claim's owner. */
interface Owner {
  readonly owner: ClaimOwner;
  readonly open: boolean;
}

export class ModelWorld<Run extends Owner = Owner> {
  readonly store: Store = createMemoryStore();
  readonly ledger: Ledger;
  readonly marketo: ModelMarketo;
  readonly runs: Run[] = [];
  readonly #setClock: (nowMs: number) => void;
  readonly #delivered = new Set<string>();
  #published = new Map<string, { readonly window: Interval; readonly manifest: Manifest }>();

  /** `changeLedger`: lets a test break it, to see that the model notices. */
  constructor(
    start: { readonly nowMs: number; readonly lagMs: number },
    setClock: (nowMs: number) => void,
    changeLedger: (ledger: Ledger) => Ledger = (ledger) => ledger,
  ) {
    this.ledger = changeLedger(createLedger(this.store));
    this.#setClock = setClock;
    this.marketo = new ModelMarketo(start.nowMs, start.lagMs, (job) => this.#onAccepted(job));
    setClock(start.nowMs);
  }

  isClosed({ workflowId }: ClaimOwner): boolean {
    return !this.runs.some((run) => run.owner.workflowId === workflowId && run.open);
  }

  /** The clock never goes back. */
  passUntil(atMs = 0): void {
    this.marketo.nowMs = Math.max(this.marketo.nowMs, atMs);
    this.#setClock(this.marketo.nowMs);
  }

  async published(exportId: string): Promise<void> {
    this.#delivered.add(exportId);
    await this.check();
  }

  /** What lies in the ledger, held against what lay there before. */
  async check(): Promise<void> {
    const records = await this.ledger.windowsTouching(REF, EVERYTHING);
    const now = records.flatMap(({ window, manifest }) => (manifest ? [{ window, manifest }] : []));
    for (const [index, { window }] of now.entries()) {
      const other = now.slice(index + 1).find((later) => overlaps(later.window, window));
      if (other) throw new Error(`published overlap: ${name(window)} and ${name(other.window)}`);
    }
    for (const { window, manifest } of now) this.#checkManifest(window, manifest);
    for (const key of this.#published.keys()) {
      const kept = now.some(({ window }) => windowName(window) === key);
      if (!kept) throw new Error(`${key} is published no more`);
    }
    this.#published = new Map(now.map((entry) => [windowName(entry.window), entry]));
  }

  #checkManifest(window: Interval, manifest: Manifest): void {
    const job = this.marketo.job(manifest.exportId);
    if (stateOf(job) !== 'Completed') throw new Error(`${job.exportId} published, not Completed`);
    if (name(job.window) !== name(window)) throw new Error(`${job.exportId} of another window`);
    const before = this.#published.get(windowName(window))?.manifest;
    if (before === undefined || before.exportId === manifest.exportId) return;
    if (before.generation >= manifest.generation) throw new Error('a manifest went back');
    if (!before.final) return;
    // A refresh that asks for a longer settle time may take "final" back: it goes by its own.
    const asStrict = manifest.settleSeconds <= before.settleSeconds;
    if (!manifest.final && asStrict) throw new Error(`${name(window)} was final, is provisional`);
    if (!isStale(before, job)) throw new Error(`${name(window)} was final and not refreshed`);
  }

  /** The moment of paying. */
  #onAccepted(job: ModelJob): void {
    const earlier = this.marketo.jobs.filter(
      (other) => other !== job && overlaps(other.window, job.window),
    );
    for (const other of earlier) {
      if (!this.#delivered.has(other.exportId) && this.marketo.canDeliver(other)) {
        throw new Error(`${job.exportId} paid while ${other.exportId} can deliver`);
      }
    }
    for (const { window, manifest } of this.#published.values()) {
      if (!overlaps(window, job.window)) continue;
      if (name(window) !== name(job.window)) throw new Error(`${job.exportId} paid across a file`);
      const due = !manifest.final && this.marketo.nowMs >= settledAt(manifest) * 1000;
      if (!due && !isStale(manifest, job)) throw new Error(`${job.exportId} paid for nothing`);
    }
  }
}

/** The request of the job wanted the window exported anew. */
function isStale(manifest: Manifest, { refreshBefore }: ModelJob): boolean {
  return refreshBefore !== undefined && parseInstant(manifest.job.createdAt!) < refreshBefore;
}

function name(window: Interval): string {
  return windowName(window);
}
