/** What nobody documents: the tests write down what they see, instead of failing. */
import { safeWords } from '../../../src/marketo/safe-words.ts';

export interface Observation {
  /** Section or row of the contract. */
  readonly about: string;
  readonly question: string;
  /** What the emulator does by default; undefined where there is nothing to choose. */
  readonly chosen?: string;
  readonly seen: string;
}

export class Observations {
  readonly #all: Observation[] = [];

  /** `chosen`: the emulator's choice for what the contract marks as inferred or as seen only. */
  compare(about: string, question: string, chosen: string, seen: string): void {
    this.#all.push({ about, question, chosen, seen: safeWords(seen) });
  }

  /** A figure or a wording that is good to know. */
  note(about: string, question: string, seen: string): void {
    this.#all.push({ about, question, seen: safeWords(seen) });
  }

  get all(): readonly Observation[] {
    return this.#all;
  }

  /** Those where the instance does not do what the emulator does. */
  get differences(): readonly Observation[] {
    return this.#all.filter(({ chosen, seen }) => chosen !== undefined && chosen !== seen);
  }
}

/** The table as text, differences first. */
export function tableOf(observations: Observations): string {
  const { all, differences } = observations;
  const line = ({ about, question, chosen, seen }: Observation) =>
    `  ${about}  ${question}: ${seen}${chosen === undefined || chosen === seen ? '' : `  (emulator: ${chosen})`}`;
  const same = all.filter((observation) => !differences.includes(observation));
  return [
    `Observed, other than the emulator does (${differences.length}):`,
    ...differences.map(line),
    `Observed besides (${same.length}):`,
    ...same.map(line),
  ].join('\n');
}
