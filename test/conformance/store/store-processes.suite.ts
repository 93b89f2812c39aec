/** What must hold between processes, and when one of them is killed. For every store that processes can share. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../src/store/store.ts';
import {
  startActor,
  startActors,
  type Actor,
  type SharedPlace,
} from '../../support/store-processes.ts';
import { fileByte, STAGE_FOLDER } from '../../support/store-scenes.ts';

export interface SharedStore {
  readonly store: Store;
  readonly place: SharedPlace;
  readonly dispose: () => Promise<void>;
}

export interface Extent {
  /** Processes that race. */
  readonly racers: number;
  /** Processes that replace one document until they are killed. */
  readonly climbers: number;
  /** Chunks that an appending process prints before it is killed. */
  readonly chunks: number;
}

const TIMEOUT_MS = 120_000;

export function storeProcessConformance(
  name: string,
  { racers, climbers, chunks }: Extent,
  makeStore: () => Promise<SharedStore>,
): void {
  describe(`${name} between processes`, { timeout: TIMEOUT_MS }, () => {
    let shared: SharedStore;
    let actors: Actor[] = [];
    beforeEach(async () => {
      shared = await makeStore();
    });
    afterEach(async () => {
      await Promise.all(actors.map((actor) => actor.kill()));
      actors = [];
      await shared.dispose();
    });

    it('has one winner of each race of several processes, and ends with the highest generation', async () => {
      actors = await startActors(shared.place, 'race', racers);
      for (const actor of actors) actor.go();
      const wins = (await Promise.all(actors.map((actor) => actor.next()))) as number[][];
      for (let round = 0; round < shared.place.scene.rounds; round += 1) {
        const winners = wins.flatMap((won, me) => (won.includes(round) ? [`${me}`] : []));
        expect(winners).toEqual([await textAt(shared.store, `put/${round}`)]);
        expect(await textAt(shared.store, `replace/${round}/m.json`)).toBe(`${racers}`);
      }
    });

    it('never falls back behind an accepted generation when writers are killed', async () => {
      actors = await startActors(shared.place, 'climb', climbers);
      for (const actor of actors) actor.go();
      let accepted = 0;
      for (const actor of actors) accepted = Math.max(accepted, Number(await actor.next()));
      // Killed one after the other, so that the others go on over what each leaves behind.
      for (const actor of actors) {
        for (const generation of await actor.kill()) {
          accepted = Math.max(accepted, Number(generation));
        }
      }
      const { store } = shared;
      const stored = Number(await textAt(store, 'climb/m.json'));
      expect(stored).toBeGreaterThanOrEqual(accepted);
      const next = stored + 1_000;
      expect(await store.replaceIfNewer('climb/m.json', bytesOf(`${next}`), next)).toBe(true);
      expect(await textAt(store, 'climb/m.json')).toBe(`${next}`);
      expect(await store.list('')).toEqual(['climb/m.json']);
    });

    it('goes on from the bytes of a writer that was killed while appending', async () => {
      const [first, second] = [await append('run-1'), await append('run-2')];
      actors = [first, second];
      first.go();
      const durable = Number(await nth(first, chunks));
      second.go(); // an attempt of another run, while the first is still alive
      expect(Number(await nth(second, chunks))).toBeGreaterThan(durable);
      await Promise.all([first.kill(), second.kill()]);
      const place = { folder: STAGE_FOLDER, run: 'run-1' };
      const stage = await shared.store.openStage(place, { resumeFrom: 'anyRun' });
      expect(stage.resumedBytes).toBeGreaterThan(durable);
      await stage.append(Uint8Array.of(fileByte(stage.resumedBytes)));
      await stage.finish();
      await stage.close();
      expect(await wrongBytes(shared.store, stage.name)).toEqual({
        bytes: stage.resumedBytes + 1,
        wrong: 0,
      });
    });

    function append(run: string): Promise<Actor> {
      return startActor(shared.place, 'append', run);
    }
  });
}

async function nth(actor: Actor, count: number): Promise<unknown> {
  for (let i = 1; i < count; i += 1) await actor.next();
  return actor.next();
}

async function wrongBytes(store: Store, name: string): Promise<{ bytes: number; wrong: number }> {
  let [bytes, wrong] = [0, 0];
  for await (const chunk of (await store.readStage(name)).body) {
    for (const byte of chunk) {
      if (byte !== fileByte(bytes)) wrong += 1;
      bytes += 1;
    }
  }
  return { bytes, wrong };
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

async function textAt(store: Store, key: string): Promise<string | undefined> {
  const body = await store.read(key);
  return body === undefined ? undefined : new TextDecoder().decode(body);
}
