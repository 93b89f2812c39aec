/** A real file system of its own for a test: small, so that it can be full, and read-only at will. Linux, as root. */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why `mountSmallDisk` cannot work here; undefined when it can. */
export function whyNoMount(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'extract-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'pipe' });
    execFileSync('umount', [folder], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.trim() : String(error);
  } finally {
    rmdirSync(folder);
  }
}

export interface SmallDisk {
  /** Leaves so many bytes; less than a page, 4 KiB, is nothing. */
  fill(freeBytes?: number): void;
  /** Leaves room for bytes, but for no new file, folder or link. */
  useUpNames(): void;
  setReadOnly(): void;
  /** Takes all of that back. */
  heal(): void;
  unmount(): void;
}

const PAGE = Buffer.alloc(4_096);

/** Mounted over the folder, which hides what is in it. Everything is synchronous: no step of a run comes between. */
export function mountSmallDisk(folder: string, sizeBytes: number): SmallDisk {
  const mount = (options: string) =>
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  mount(`size=${sizeBytes},nr_inodes=200,mode=700`);
  const filler = join(folder, '.filler');
  return {
    fill: (freeBytes = 0) => {
      const handle = openSync(filler, 'a');
      untilFull(() => void writeSync(handle, PAGE));
      closeSync(handle);
      truncateSync(filler, statSync(filler).size - freeBytes);
    },
    useUpNames: () => {
      let count = 0;
      untilFull(() => {
        closeSync(openSync(`${filler}-${count}`, 'w'));
        count += 1;
      });
    },
    setReadOnly: () => void mount('remount,ro'),
    heal: () => {
      mount('remount,rw');
      for (const name of readdirSync(folder)) {
        if (name.startsWith('.filler')) rmSync(join(folder, name));
      }
    },
    unmount: () => void execFileSync('umount', ['-l', folder]),
  };
}

function untilFull(step: () => void): void {
  for (;;) {
    try {
      step();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return;
      throw error;
    }
  }
}
