import type { ActivityType, MarketoClient } from '../marketo/types.ts';

/**
 * Names of activity types for manifests, asked for once a worker. They are a courtesy to readers: when Marketo does not
 * tell them, a paid and verified file is published without.
 */
export class ActivityTypeNames {
  readonly #marketo: Pick<MarketoClient, 'activityTypes'>;
  #types: Promise<readonly ActivityType[]> | undefined;

  constructor(marketo: Pick<MarketoClient, 'activityTypes'>) {
    this.#marketo = marketo;
  }

  /** Names by id; of all types when `ids` is empty. */
  async of(ids: readonly number[]): Promise<Record<string, string>> {
    const types = await this.#ask();
    const wanted = ids.length === 0 ? types : types.filter(({ id }) => ids.includes(id));
    return Object.fromEntries(wanted.map(({ id, name }) => [String(id), name]));
  }

  async #ask(): Promise<readonly ActivityType[]> {
    this.#types ??= this.#marketo.activityTypes();
    try {
      return await this.#types;
    } catch {
      this.#types = undefined; // the next manifest asks again
      return [];
    }
  }
}
