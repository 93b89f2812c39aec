/** What people change about a run while it is going: whether it starts windows, and how many at once. */
import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import { formatInstant } from '../domain/instant.ts';
import { FAILURE, MAX_CONCURRENCY, MIN_CONCURRENCY } from '../interface/names.ts';
import type { Paused } from '../interface/status.ts';
import type { ControlState } from './extract-state.ts';
import { pause, resume, setConcurrency } from './messages.ts';

/** Shown in the UI's details and carried through continue-as-new. */
const LONGEST_WORDS = 200;

export interface ControlEvents {
  /** Something is other than before. */
  changed(): void;
  /** The run goes on after so many milliseconds. */
  resumed(pausedMs: number): void;
}

export class RunControls {
  readonly #events: ControlEvents;
  #paused: Paused | undefined;
  #concurrency: number | undefined;

  constructor(events: ControlEvents, resumed?: ControlState) {
    this.#events = events;
    this.#paused = resumed?.paused;
    this.#concurrency = resumed?.concurrency;
  }

  /** From here on what people send counts, also what they have sent before. */
  listen(): void {
    setHandler(pause, (words) => this.#pause(words), {
      description:
        'Start no more windows; those in flight go on to their end. ' +
        'Takes nothing, or {"by": "who", "reason": "why"}, which is shown.',
    });
    setHandler(resume, () => this.#resume(), {
      description: 'Start windows again after a pause. Takes no input.',
    });
    setHandler(setConcurrency, (concurrency) => this.#setConcurrency(concurrency), {
      validator: refuseConcurrency,
      description: `How many windows may be in flight at once: a number from ${MIN_CONCURRENCY} to ${MAX_CONCURRENCY}`,
    });
  }

  get paused(): Paused | undefined {
    return this.#paused;
  }

  /** Undefined: as the request says. */
  get concurrency(): number | undefined {
    return this.#concurrency;
  }

  get state(): ControlState {
    return {
      ...(this.#paused === undefined ? {} : { paused: this.#paused }),
      ...(this.#concurrency === undefined ? {} : { concurrency: this.#concurrency }),
    };
  }

  /** A second pause changes nothing: since when, and whose, stays true. */
  #pause(words: unknown): void {
    if (this.#paused !== undefined) return;
    const since = formatInstant(Date.now() / 1_000);
    this.#paused = { since, ...textMember(words, 'by'), ...textMember(words, 'reason') };
    this.#events.changed();
  }

  #resume(): void {
    if (this.#paused === undefined) return;
    const pausedMs = Date.now() - Date.parse(this.#paused.since);
    this.#paused = undefined;
    this.#events.resumed(pausedMs);
    this.#events.changed();
  }

  #setConcurrency(concurrency: number): number {
    this.#concurrency = concurrency;
    this.#events.changed();
    return concurrency;
  }
}

function refuseConcurrency(concurrency: unknown): void {
  const fits = typeof concurrency === 'number' && Number.isInteger(concurrency);
  if (fits && concurrency >= MIN_CONCURRENCY && concurrency <= MAX_CONCURRENCY) return;
  throw ApplicationFailure.nonRetryable(
    `The concurrency must be a whole number from ${MIN_CONCURRENCY} to ${MAX_CONCURRENCY}`,
    FAILURE.invalidRequest,
  );
}

/** Anybody may send a signal, with anything. */
function textMember<Name extends 'by' | 'reason'>(
  words: unknown,
  name: Name,
): Partial<Record<Name, string>> {
  if (typeof words !== 'object' || words === null) return {};
  const value: unknown = Object.getOwnPropertyDescriptor(words, name)?.value;
  if (typeof value !== 'string' || value === '') return {};
  return { [name]: value.slice(0, LONGEST_WORDS) } as Partial<Record<Name, string>>;
}
