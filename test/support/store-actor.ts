/**
 * A process of its own that works on a store: `store-actor.ts <destination> <scene> <role> <me> <of>`. Says `ready`, waits for
 * a line on stdin so that all begin at once, and prints what it achieved, a JSON value a line.
 */
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { parseDestination } from '../../src/store/destination.ts';
import { openStore } from '../../src/store/open-store.ts';
import { fileByte, type Scene, STAGE_FOLDER } from './store-scenes.ts';

const [destination = '', sceneText = '', role = '', me = '0', of = '1'] = process.argv.slice(2);
const { rounds, chunkBytes, partBytes } = JSON.parse(sceneText) as Scene;
const store = await openStore(parseDestination(destination, process.cwd()), {
  s3: { pathStyle: true, limits: { partBytes } },
});
const text = new TextEncoder();
const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

const roles: Record<string, () => Promise<void>> = {
  /** Prints the rounds in which its document was the first; then each round's highest is another process's. */
  async race() {
    const won: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      if (await store.putIfAbsent(`put/${round}`, text.encode(me))) won.push(round);
    }
    for (let round = 0; round < rounds; round += 1) {
      const generation = ((Number(me) + round) % Number(of)) + 1;
      const body = text.encode(`${generation}`);
      await store.replaceIfNewer(`replace/${round}/m.json`, body, generation);
    }
    print(won);
  },
  /** Until it is killed. Prints every generation that was accepted. */
  async climb() {
    for (let generation = Number(me) + 1; ; generation += Number(of)) {
      const body = text.encode(`${generation}`);
      if (await store.replaceIfNewer('climb/m.json', body, generation)) print(generation);
    }
  },
  /** Until it is killed. Prints what is durable. */
  async append() {
    const stage = await store.openStage(
      { folder: STAGE_FOLDER, run: me },
      { resumeFrom: 'anyRun' },
    );
    for (let at = stage.resumedBytes; ; at += chunkBytes) {
      await stage.append(chunkAt(at));
      print(stage.durableBytes());
    }
  },
  /** A file of a fifth of the rounds and one of all of them; prints the most memory that the process had with each. */
  async transfer() {
    for (const chunks of [rounds / 5, rounds]) {
      await writeFile('/proc/self/clear_refs', '5');
      await transferFile(chunks);
      print(await peakBytes());
    }
  },
};

/** Staged, read back and published as a worker does it. */
async function transferFile(chunks: number): Promise<void> {
  const stage = await store.openStage({ folder: STAGE_FOLDER, run: me }, { resumeFrom: 'sameRun' });
  for (let sent = 0; sent < chunks; sent += 1) await stage.append(Buffer.alloc(chunkBytes, sent));
  await stage.finish();
  await stage.close();
  let bytes = 0;
  const { body } = await store.readStage(stage.name);
  for await (const chunk of body) bytes += chunk.length;
  if (bytes !== chunks * chunkBytes) throw new Error(`${bytes} bytes came back`);
  await store.publishStage(stage.name, `default/nightly/w/${chunks}.csv`);
}

async function peakBytes(): Promise<number> {
  const [, kibibytes] = /VmHWM:\s+(\d+) kB/.exec(await readFile('/proc/self/status', 'utf8')) ?? [];
  return Number(kibibytes) * 1024;
}

function chunkAt(offset: number): Uint8Array {
  const chunk = new Uint8Array(chunkBytes);
  for (let i = 0; i < chunkBytes; i += 1) chunk[i] = fileByte(offset + i);
  return chunk;
}

print('ready');
await once(process.stdin, 'data');
process.stdin.destroy();
await roles[role]?.();
