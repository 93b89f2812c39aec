import type { BytePen } from './byte-pen.ts';
import type { FileLayout } from './columns.ts';
import { RowWriter } from './row-writer.ts';
import { keptVariants, type ExportFilter } from './selection.ts';
import { RUN_LENGTH, type Universe } from './universe.ts';

/** Ordinals per segment: about 400 KB of rows when no filter thins them. A multiple of RUN_LENGTH. */
const SEGMENT_ORDINALS = 1024;

/** The rows of one job, cut into segments that can each be written without the others. */
export class Rows {
  readonly #universe: Universe;
  readonly #writer: RowWriter;
  readonly #kept: Uint8Array;
  readonly #cutoffSecond: number;
  readonly #first: number;
  readonly #end: number;
  readonly #aligned: number;

  /** Rows that cannot be seen yet at `cutoffSecond` are left out, also from windows in the future. */
  constructor(universe: Universe, filter: ExportFilter, layout: FileLayout, cutoffSecond: number) {
    this.#universe = universe;
    this.#writer = new RowWriter(layout, universe.variants, universe.options.guids);
    this.#kept = keptVariants(universe.variants, filter);
    this.#cutoffSecond = cutoffSecond;
    this.#first = universe.ordinalAt(filter.firstSecond);
    this.#end = universe.ordinalAt(Math.min(filter.lastSecond, cutoffSecond) + 1);
    this.#aligned = this.#first - (this.#first % RUN_LENGTH);
  }

  get segmentCount(): number {
    return Math.max(0, Math.ceil((this.#end - this.#aligned) / SEGMENT_ORDINALS));
  }

  /** Writes one segment and returns how many rows it has. */
  writeSegment(segment: number, pen: BytePen): number {
    let rows = 0;
    const start = this.#aligned + segment * SEGMENT_ORDINALS;
    for (let run = start; run < start + SEGMENT_ORDINALS; run += RUN_LENGTH) {
      const shuffle = this.#universe.shuffleOf(run);
      for (let place = 0; place < RUN_LENGTH; place += 1) {
        rows += this.#writeRow(run + (place ^ shuffle), pen);
      }
    }
    return rows;
  }

  #writeRow(ordinal: number, pen: BytePen): number {
    if (ordinal < this.#first || ordinal >= this.#end) return 0;
    const hash = this.#universe.hashOf(ordinal);
    const variant = this.#universe.variantOf(hash);
    if (this.#kept[variant] !== 1) return 0;
    const second = this.#universe.secondOf(ordinal);
    if (this.#universe.visibleFrom(ordinal, second) > this.#cutoffSecond) return 0;
    this.#writer.write(pen, variant, ordinal, hash, second);
    return 1;
  }
}
