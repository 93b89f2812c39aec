/** Starts actors (`store-actor.ts`) as processes of their own and ends them. */
import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { nodeArguments } from './compiled-sources.ts';
import type { Scene } from './store-scenes.ts';

export interface Actor {
  readonly go: () => void;
  /** The next line's value. Rejects when the actor ended without one, with what it said on stderr. */
  readonly next: () => Promise<unknown>;
  /** SIGKILL; resolves when it is gone, with all values it printed that were not asked for. */
  readonly kill: () => Promise<unknown[]>;
}

/** What a process needs to open the same store, and how much it does there. */
export interface SharedPlace {
  /** As it is written into settings. */
  readonly destination: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly scene: Scene;
}

/** Resolves when the actor is ready and waits for `go`. */
export async function startActor(
  { destination, env, scene }: SharedPlace,
  role: string,
  me: string | number,
  of = 1,
): Promise<Actor> {
  const words = [destination, JSON.stringify(scene), role, String(me), String(of)];
  const child = spawn(
    process.execPath,
    [...nodeArguments('test/support/store-actor.ts'), ...words],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    },
  );
  const actor = actorOf(child);
  await actor.next();
  return actor;
}

export function startActors(place: SharedPlace, role: string, of: number): Promise<Actor[]> {
  return Promise.all(Array.from({ length: of }, (_, me) => startActor(place, role, me, of)));
}

function actorOf(child: ChildProcessByStdio<Writable, Readable, Readable>): Actor {
  const complaints: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
  child.stdin.on('error', () => undefined); // it may be gone before it is told to go
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let killed: Promise<unknown[]> | undefined;
  return {
    go: () => void child.stdin.end('go\n'),
    async next() {
      const line = await lines.next();
      if (line.done === true) throw new Error(`The actor ended: ${complaints.join('')}`);
      return JSON.parse(line.value) as unknown;
    },
    kill: () => (killed ??= kill(child, lines)),
  };
}

async function kill(child: ChildProcess, lines: AsyncIterator<string>): Promise<unknown[]> {
  const alive = child.exitCode === null && child.signalCode === null;
  const gone = alive ? once(child, 'exit') : Promise.resolve();
  child.kill('SIGKILL');
  await gone;
  const rest: unknown[] = [];
  for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
    rest.push(JSON.parse(line.value));
  }
  return rest;
}
