/** The windows of one extraction: what is planned, and what became of each. Pure. */
import type { Rest } from '../domain/estimate.ts';
import { lengthSeconds } from '../domain/interval.ts';
import { parseWindowText } from '../domain/windows.ts';
import { FAILURE, MAX_WINDOWS } from '../interface/names.ts';
import type { WindowFailure, WindowResult } from '../interface/result.ts';
import type { PlanAnswer, Window, WindowOutcome } from '../interface/steps.ts';
import type { ExtractState } from './extract-state.ts';
import { windowKey } from './extract-state.ts';

/** In a row, without a window published in between: then it is not their size. Enough from 31 days to an hour. */
const MOST_HALVINGS = 10;

/** Failures that every other window would meet as well. */
const STOPPING: readonly string[] = [FAILURE.marketoCredentials, FAILURE.marketoAccessDenied];

export class ExtractWindows {
  /** By key, in the order of the plan: planned, and without an end. Undefined: to be planned. */
  #open: Map<string, Window> | undefined;
  /** Of the period that they cover: kept, because it is asked for at every step of every window. */
  #openSeconds = 0;
  #replans: number;
  #overlap: string | undefined;
  #halvings: number;
  /** Those in flight that may come back as two. */
  readonly #halvable = new Set<string>();
  readonly #published = new Map<string, WindowResult>();
  readonly #failed = new Map<string, WindowFailure>();

  constructor(
    resumed?: Pick<ExtractState, 'todo' | 'replans' | 'published' | 'failed' | 'halvings'>,
  ) {
    this.#replans = resumed?.replans ?? 0;
    this.#halvings = resumed?.halvings ?? 0;
    for (const result of resumed?.published ?? []) this.#published.set(windowKey(result), result);
    for (const failure of resumed?.failed ?? []) this.#failed.set(windowKey(failure), failure);
    if (resumed?.todo !== undefined) this.#plan(resumed.todo);
  }

  planned({ reused, todo }: Pick<PlanAnswer, 'reused' | 'todo'>): void {
    for (const result of reused) {
      // A window that this run published comes back as reused after a second planning: it was not.
      const key = windowKey(result);
      if (this.#published.get(key)?.exportId !== result.exportId) this.#published.set(key, result);
    }
    this.#forgetFailuresOutside(todo);
    this.#plan(todo);
  }

  #plan(windows: readonly Window[]): void {
    const open = windows.filter((window) => !this.#hasEnded(window));
    this.#open = new Map(open.map((window) => [windowKey(window), window]));
    this.#openSeconds = secondsOf(open);
  }

  /** The plan covers the whole period: what failed and is not in it is exported by windows of other bounds, or was. */
  #forgetFailuresOutside(todo: readonly Window[]): void {
    const planned = new Set(todo.map(windowKey));
    for (const key of [...this.#failed.keys()]) if (!planned.has(key)) this.#failed.delete(key);
  }

  planAnew(): void {
    this.#open = undefined;
    this.#openSeconds = 0;
    this.#halvable.clear(); // plans are made while no window is in flight
    this.#replans += 1;
    this.#overlap = undefined;
  }

  ended(outcome: WindowOutcome): void {
    switch (outcome.outcome) {
      case 'published':
        this.#published.set(windowKey(outcome.result), outcome.result);
        this.#end(outcome.result);
        this.#halvings = 0;
        return;
      case 'overlaps':
        this.#overlap = outcome.note;
        return;
      case 'halved':
        this.#replace(outcome.window, outcome.halves);
        this.#halvings += 1;
    }
  }

  #replace(whole: Window, halves: readonly Window[]): void {
    const key = windowKey(whole);
    this.#halvable.delete(key);
    this.#plan(this.open.flatMap((window) => (windowKey(window) === key ? halves : [window])));
  }

  failed(failure: WindowFailure): void {
    this.#failed.set(windowKey(failure), failure);
    this.#end(failure);
  }

  #end(window: Window): void {
    const key = windowKey(window);
    this.#halvable.delete(key);
    const ended = this.#open?.get(key);
    if (ended === undefined) return;
    this.#open?.delete(key);
    this.#openSeconds -= secondsOf([ended]);
  }

  /** Every planned window that has no end yet was not started, because each would fail alike. */
  abandonOpen(): void {
    const type = this.#stoppingFailure?.type ?? FAILURE.internal;
    const message = 'not exported, because every window would fail as another one did';
    for (const window of this.open) this.failed({ ...window, type, message });
  }

  /** True when a failure was met that every other window would meet as well. */
  get mustStop(): boolean {
    return this.#stoppingFailure !== undefined;
  }

  get #stoppingFailure(): WindowFailure | undefined {
    return this.failures.find(({ type }) => STOPPING.includes(type));
  }

  /** Of another run that claimed a window that overlaps one of ours: the plan is out of date. */
  get overlap(): string | undefined {
    return this.#overlap;
  }

  get isPlanned(): boolean {
    return this.#open !== undefined;
  }

  /** True when every planned window has come to its end. */
  get isWhole(): boolean {
    return this.#open?.size === 0;
  }

  /** Planned, and without an end. */
  get open(): Window[] {
    return [...(this.#open?.values() ?? [])];
  }

  /** How much that is. */
  get rest(): Rest {
    return { windows: this.#open?.size ?? 0, seconds: this.#openSeconds };
  }

  /** Those of them that `others` has something for, in the order of the plan. */
  openWith<T>(others: ReadonlyMap<string, T>): (readonly [Window, T])[] {
    const found: (readonly [Window, T])[] = [];
    for (const [key, window] of this.#open ?? []) {
      const other = others.get(key);
      if (other !== undefined) found.push([window, other]);
    }
    return found;
  }

  get published(): WindowResult[] {
    return [...this.#published.values()];
  }

  get failures(): WindowFailure[] {
    return [...this.#failed.values()];
  }

  /** Windows that were halved since the last one was published. */
  get halvings(): number {
    return this.#halvings;
  }

  /**
   * To be asked once, when the window is started. False when it would not help, or when the run might come to more
   * windows than it may have, with what those in flight may still make of themselves.
   */
  mayHalve(window: Window): boolean {
    const count = this.rest.windows + this.#published.size + this.#failed.size;
    const may = this.#halvings < MOST_HALVINGS && count + this.#halvable.size < MAX_WINDOWS;
    if (may) this.#halvable.add(windowKey(window));
    return may;
  }

  /** How often another run's overlapping window made it plan again. */
  get replans(): number {
    return this.#replans;
  }

  #hasEnded(window: Window): boolean {
    const key = windowKey(window);
    return this.#published.has(key) || this.#failed.has(key);
  }
}

function secondsOf(windows: readonly Window[]): number {
  return windows.reduce((sum, window) => sum + lengthSeconds(parseWindowText(window)), 0);
}
