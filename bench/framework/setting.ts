/** What the benches of one run use: a folder, programs of this machine, and a Temporal server that starts when asked for. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevServer } from '../../src/temporal-cli/dev-server.ts';
import { findTemporalExecutable } from '../../src/temporal-cli/find-executable.ts';
import { findOnPath } from '../../src/temporal-cli/path-lookup.ts';
import type { Setting } from './bench.ts';
import { versionOf } from './machine.ts';

export interface Venue extends AsyncDisposable {
  /** Where everything is written to. */
  readonly folder: string;
  /** A setting for one bench; `tools` and `skipped` fill as it goes. */
  readonly forBench: (name: string) => Promise<OpenSetting>;
}

export interface OpenSetting extends AsyncDisposable {
  readonly setting: Setting;
  readonly tools: Record<string, string>;
  readonly skipped: string[];
}

export interface VenueOptions {
  readonly smoke: boolean;
  readonly say: (line: string) => void;
}

export async function openVenue(options: VenueOptions): Promise<Venue> {
  const folder = await mkdtemp(join(tmpdir(), 'extract-bench-'));
  const closers = [() => rm(folder, { recursive: true, force: true })];
  let temporal: Promise<string> | undefined;
  const shared = () => (temporal ??= startTemporal(closers, options));
  return {
    folder,
    forBench: (name) => openSetting(join(folder, name), shared, options),
    [Symbol.asyncDispose]: async () => {
      await temporal?.catch(() => undefined);
      for (const close of closers.reverse()) await close();
    },
  };
}

async function startTemporal(
  closers: (() => Promise<void>)[],
  { say }: VenueOptions,
): Promise<string> {
  const { path: executable } = await findTemporalExecutable({ log: say });
  const server = await startDevServer({ executable, ui: false });
  closers.push(() => server.stop());
  return server.address;
}

async function openSetting(
  folder: string,
  temporalAddress: () => Promise<string>,
  { smoke, say }: VenueOptions,
): Promise<OpenSetting> {
  await mkdir(folder);
  const tools: Record<string, string> = {};
  const skipped: string[] = [];
  const skip = (what: string) => {
    skipped.push(what);
    say(`  left out: ${what}`);
  };
  const tool = async (name: string) => {
    const path = await findTool(name);
    const version = path === undefined ? undefined : versionOf(name, path);
    if (version === undefined) skip(`${name} is not installed`);
    else tools[name] = version;
    return version === undefined ? undefined : path;
  };
  return {
    setting: { smoke, folder, say, skip, tool, temporalAddress },
    tools,
    skipped,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Servers lie where only root's PATH leads. */
function findTool(name: string): Promise<string | undefined> {
  const { PATH = '' } = process.env;
  return findOnPath(name, { PATH: `${PATH}:/usr/sbin:/usr/local/sbin` });
}
