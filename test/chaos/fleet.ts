/** The worker processes of a chaos run: started, killed, and started again, with everything they wrote kept. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type SpawnedProcess, spawnEntry } from '../support/spawn-entry.ts';

const READY_MS = 120_000;
/** A drain takes the grace time (`settings.ts`) and a little, on a busy machine more. */
const DRAIN_MS = 40_000;
const RESPAWN_MS = 1_000;
const MOST_STARTS = 5;

/** One process, from its start to its end. */
export interface WorkerLife {
  readonly worker: number;
  readonly fromMs: number;
  untilMs?: number;
  /** By the plan, with either signal. */
  killed: boolean;
  /** When it was told to stop, and how it did. */
  drained?: { readonly fromMs: number; end?: string };
  /** How it ended when nobody had killed it: a fault of the product, or of this machine. */
  endedByItself?: string;
  readonly process: SpawnedProcess;
}

export class Fleet {
  readonly lives: WorkerLife[] = [];
  kills = 0;
  drains = 0;
  readonly #env: Readonly<Record<string, string>>;
  readonly #current = new Map<number, WorkerLife>();
  readonly #starting = new Map<number, Promise<void>>();
  #closed = false;

  constructor(env: Readonly<Record<string, string>>) {
    this.#env = env;
  }

  /** Resolves when every one of them polls its queue. */
  async startAll(workers: number): Promise<void> {
    await Promise.all(Array.from({ length: workers }, (_, worker) => this.#ensure(worker)));
  }

  /** SIGKILL, and a new process after `downMs`; false when the worker is not there to be killed. */
  async kill(worker: number, downMs: number): Promise<boolean> {
    const life = this.#take(worker);
    if (life === undefined) return false;
    this.kills += 1;
    await life.process.kill('SIGKILL');
    await this.#again(worker, downMs);
    return true;
  }

  /** SIGTERM to the worker, or to another while it is down, and a new process `downMs` after its end; false without any. */
  async drain(wanted: number, downMs: number): Promise<boolean> {
    const [worker = wanted] = this.#current.has(wanted) ? [wanted] : this.#current.keys();
    const life = this.#take(worker);
    if (life === undefined) return false;
    this.drains += 1;
    life.drained = { fromMs: Date.now() };
    const { code, signal } = await life.process.kill('SIGTERM', DRAIN_MS);
    if (!this.#closed) life.drained.end = String(signal ?? code);
    await this.#again(worker, downMs);
    return true;
  }

  #take(worker: number): WorkerLife | undefined {
    const life = this.#closed ? undefined : this.#current.get(worker);
    if (life === undefined) return undefined;
    this.#current.delete(worker);
    life.killed = true;
    return life;
  }

  async #again(worker: number, downMs: number): Promise<void> {
    await sleep(downMs);
    await this.#ensure(worker);
  }

  /** Ends all of them at once. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(
      this.lives
        .filter(({ untilMs }) => untilMs === undefined)
        .map((life) => {
          this.#current.delete(life.worker);
          return life.process.kill('SIGKILL');
        }),
    );
  }

  /** One start at a time for each worker. */
  #ensure(worker: number): Promise<void> {
    if (this.#closed || this.#current.has(worker)) return Promise.resolve();
    const start = this.#starting.get(worker) ?? this.#start(worker);
    this.#starting.set(worker, start);
    return start.finally(() => this.#starting.delete(worker));
  }

  async #start(worker: number): Promise<void> {
    for (let attempt = 1; !this.#closed; attempt += 1) {
      try {
        await this.#startOnce(worker);
        return;
      } catch (error) {
        if (attempt >= MOST_STARTS) throw error;
        await sleep(RESPAWN_MS);
      }
    }
  }

  async #startOnce(worker: number): Promise<void> {
    const spawned = spawnEntry({ entry: 'src/worker.ts', env: this.#env });
    const life: WorkerLife = { worker, fromMs: Date.now(), killed: false, process: spawned };
    this.lives.push(life);
    void spawned.exited.then(({ code, signal }) => {
      life.untilMs = Date.now();
      if (this.#closed || life.killed) return;
      life.endedByItself = String(signal ?? code);
      if (this.#current.get(worker) === life) this.#lost(life);
    });
    await spawned.waitForLine((line) => line.includes('"worker started"'), READY_MS);
    this.#current.set(worker, life);
  }

  /** As a supervisor would: started again. */
  #lost({ worker }: WorkerLife): void {
    this.#current.delete(worker);
    // A worker that cannot be started any more shows in `startAll`, which heals.
    void sleep(RESPAWN_MS).then(() => this.#ensure(worker).catch(() => undefined));
  }
}
