/** What the demo leaves behind, by the addresses and paths that it has printed. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect } from 'vitest';

/** Server, UI and emulator. */
export async function expectAllStopped(output: string): Promise<void> {
  const addresses = [...new Set(output.match(/127\.0\.0\.1:\d+/g))];
  expect(addresses).toHaveLength(3);
  for (const address of addresses) expect(await answers(address), address).toBe(false);
}

/** `folder`: where it was run. */
export async function expectFourWeeks(output: string, folder: string): Promise<void> {
  expect(output).toMatch(/\/namespaces\/default\/workflows\/extract%2Fdefault%2Fdemo%2F/);
  expect(output).toContain('Completed: 4 windows');
  const files = output.match(/exports\/demo-\S+\.csv$/gm) ?? [];
  expect(files).toHaveLength(4);
  for (const file of files) expect(existsSync(join(folder, file)), file).toBe(true);
  const [manifest = ''] = output.match(/exports\/demo-\S+manifest\.json/) ?? [];
  expect(await readFile(join(folder, manifest), 'utf8')).toContain('sha256');
}

async function answers(address: string): Promise<boolean> {
  const socket = connect(Number(address.split(':')[1]), '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
