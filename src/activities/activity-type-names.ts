import { setTimeout as sleep } from 'node:timers/promises';
import type { MarketoInstances } from '../marketo/instances.ts';
import type { ActivityType } from '../marketo/types.ts';

/** A run does not begin later for names. */
const SOON_MS = 5_000;

/**
 * Names of activity types for manifests and for the Temporal UI, asked for once an instance and worker. They are a courtesy to readers:
 * when Marketo does not tell them, a run goes on, and a paid and verified file is published, without.
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

  /** The same, and nothing when Marketo does not answer within seconds. */
  async soon(instance: string, ids: readonly number[]): Promise<Record<string, string>> {
    const late = new AbortController();
    const nothing = sleep(SOON_MS, {}, { signal: late.signal, ref: false }).catch(() => ({}));
    try {
      return await Promise.race([this.of(instance, ids), nothing]);
    } finally {
      late.abort();
    }
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
