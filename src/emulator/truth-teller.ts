import type { EmulatorClock } from './clock.ts';
import { defaultFields } from './data/columns.ts';
import type { ExportFormat } from './data/delimited.ts';
import { truthOf, truthPage, type Truth } from './data/truth.ts';
import { Universe } from './data/universe.ts';
import { parseMarketoDate } from './dates.ts';
import type { ResolvedOptions } from './options.ts';

/** A window as a create body has it, but of any length. */
export interface TruthQuery {
  /** Both ends are inside, as texts of §3.2. */
  readonly startAt: string;
  readonly endAt: string;
  readonly activityTypeIds?: readonly number[] | undefined;
  readonly primaryAttributeValueIds?: readonly number[] | undefined;
  readonly primaryAttributeValues?: readonly string[] | undefined;
  /** Decide size and checksum. Defaults as in a create body. */
  readonly fields?: readonly string[] | undefined;
  readonly columnHeaderNames?: Readonly<Record<string, string>> | undefined;
  readonly format?: ExportFormat | undefined;
  /** What could be exported at this moment. Default the clock's now. */
  readonly asOf?: string | undefined;
  /** Name every marketoGUID. Default false. */
  readonly guids?: boolean | undefined;
}

/** Tells what is in a window, past jobs, files and their code: what tests measure a client by. */
export class TruthTeller {
  readonly #universe: Universe;
  readonly #clock: EmulatorClock;
  readonly #emptyIsBare: boolean;

  constructor(options: ResolvedOptions, clock: EmulatorClock) {
    this.#universe = new Universe(options.universe);
    this.#clock = clock;
    this.#emptyIsBare = options.switches.emptyFile === 'empty';
  }

  figures(query: TruthQuery): Promise<Truth> {
    const { fields = defaultFields, columnHeaderNames = {}, format = 'CSV' } = query;
    return truthOf(this.#universe, {
      ...this.#scope(query),
      layout: { fields, columnHeaderNames, format },
      withGuids: query.guids ?? false,
      emptyIsBare: this.#emptyIsBare,
    });
  }

  rows(query: TruthQuery, offset: number, limit: number): ReturnType<typeof truthPage> {
    return truthPage(this.#universe, this.#scope(query), offset, limit);
  }

  #scope(query: TruthQuery) {
    const asOfMs = query.asOf === undefined ? this.#clock.nowMs() : moment(query.asOf);
    const [startMs, endMs] = [moment(query.startAt), moment(query.endAt)];
    return { filter: { ...query, startMs, endMs }, asOfMs };
  }
}

function moment(text: string): number {
  const ms = parseMarketoDate(text);
  if (ms === undefined) throw new RangeError(`Not a moment: ${text}`);
  return ms;
}
