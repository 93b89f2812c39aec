import type { EmulatorClock } from '../clock.ts';
import { headerLine } from '../data/columns.ts';
import { ExportFile } from '../data/export-file.ts';
import { SegmentCache } from '../data/segment-cache.ts';
import { SECOND_MS } from '../limits.ts';
import type { Switches } from '../switches.ts';
import type { Job } from './job.ts';

/** Measures the files of jobs. */
export class JobFiles {
  readonly #clock: EmulatorClock;
  readonly #switches: Switches;
  readonly #cache = new SegmentCache();

  constructor(clock: EmulatorClock, switches: Switches) {
    this.#clock = clock;
    this.#switches = switches;
  }

  /** Rows are those that exist when processing starts. */
  async index(job: Job): Promise<void> {
    const { rowsAt, layout } = job.request;
    const startedMs = job.current.startedAtMs ?? this.#clock.nowMs();
    const rows = rowsAt(Math.floor(startedMs / SECOND_MS));
    const { signal } = job.ended;
    const file = await ExportFile.index(headerLine(layout), rows, this.#cache, signal);
    const isBare = file.figures.numberOfRecords === 0 && this.#switches.emptyFile === 'empty';
    job.file = isBare ? await ExportFile.index('', rows, this.#cache, signal) : file;
  }
}
