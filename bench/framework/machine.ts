/** What figures depend on: the machine, without its name and its paths. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  /** `Linux 6.1.0`. */
  readonly kernel: string;
  /** `v22.11.0`. */
  readonly node: string;
  /** Type of the file system that the bytes were written to: `ext4`. */
  readonly fileSystem: string;
}

/** `folder`: where the benches write. */
export function machineFacts(folder: string): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: `${type()} ${releaseNumber(release())}`,
    node: process.version,
    fileSystem: fileSystemOf(folder),
  };
}

/** `6.1.0` of `6.1.0-13-amd64`: who has built a kernel says nothing about figures. */
export function releaseNumber(text: string): string {
  return /^\d+(\.\d+)*/.exec(text)?.[0] ?? text;
}

/** By the kernel's own list of what is mounted; elsewhere than on Linux it stays unknown. */
function fileSystemOf(folder: string): string {
  try {
    const mounts = readFileSync('/proc/self/mounts', 'utf8').trim().split('\n');
    const above = mounts
      .map((mount) => mount.split(' '))
      .filter(([, at = '']) => `${folder}/`.startsWith(at === '/' ? '/' : `${at}/`))
      .sort(([, one = ''], [, other = '']) => other.length - one.length);
    return above[0]?.[2] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

const VERSION_FLAGS: Readonly<Record<string, string>> = { nginx: '-v', rclone: 'version' };

/** The first line that the program says about its version; undefined when there is no such program. */
export function versionOf(name: string, path: string): string | undefined {
  const asked = spawnSync(path, [VERSION_FLAGS[name] ?? '--version'], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  if (asked.error !== undefined) return undefined;
  const said = `${asked.stdout}${asked.stderr}`.trim().split('\n')[0];
  // Some name the kernel, as they name it to servers.
  return said?.replaceAll(release(), releaseNumber(release())).slice(0, 80);
}
