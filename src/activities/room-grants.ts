/**
 * Room that this worker has granted to backfills and that Marketo's list may not show yet: a job is made, claimed and
 * queued within seconds, and the list is refreshed once a minute. In memory, for a worker that dies forgets no more than
 * that; other workers do not see it.
 */
export class RoomGrants {
  readonly #untilMs = new Map<string, number>();
  readonly #lifeMs: number;

  constructor(lifeMs: number) {
    this.#lifeMs = lifeMs;
  }

  /** Grants of this instance that are in force, but for the asker's own: its step may be repeated. */
  others(instance: string, holder: string): number {
    const nowMs = Date.now();
    for (const [key, untilMs] of this.#untilMs) if (untilMs <= nowMs) this.#untilMs.delete(key);
    const own = keyOf(instance, holder);
    const ofInstance = [...this.#untilMs.keys()].filter((key) =>
      key.startsWith(keyOf(instance, '')),
    );
    return ofInstance.filter((key) => key !== own).length;
  }

  grant(instance: string, holder: string): void {
    this.#untilMs.set(keyOf(instance, holder), Date.now() + this.#lifeMs);
  }
}

/** No instance has a slash in its name. */
function keyOf(instance: string, holder: string): string {
  return `${instance}/${holder}`;
}
