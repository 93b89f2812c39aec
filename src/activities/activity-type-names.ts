import type { MarketoInstances } from '../marketo/instances.ts';
import type { ActivityType } from '../marketo/types.ts';

/**
 * Names of activity types for manifests, asked for once an instance and worker. They are a courtesy to readers: when Marketo does not
 * tell them, a paid and verified file is published without.
 */
export class ActivityTypeNames {
  readonly #marketo: Pick<MarketoInstances, 'get'>;
  readonly #types = new Map<string, Promise<readonly ActivityType[]>>();

  constructor(marketo: Pick<MarketoInstances, 'get'>) {
    this.#marketo = marketo;
  }

  /** Names by id; of all types when `ids` is empty. */
  async of(instance: string, ids: readonly number[]): Promise<Record<string, string>> {
    const types = await this.#ask(instance);
    const wanted = ids.length === 0 ? types : types.filter(({ id }) => ids.includes(id));
    return Object.fromEntries(wanted.map(({ id, name }) => [String(id), name]));
  }

  async #ask(instance: string): Promise<readonly ActivityType[]> {
    const asked = this.#types.get(instance) ?? this.#marketo.get(instance)?.activityTypes();
    if (asked === undefined) return [];
    this.#types.set(instance, asked);
    try {
      return await asked;
    } catch {
      this.#types.delete(instance); // the next manifest asks again
      return [];
    }
  }
}
