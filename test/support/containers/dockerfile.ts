/** What the last stage of our Dockerfile says of the image. It knows the few instructions that stand there, and refuses others. */
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

export interface DockerfileStage {
  readonly environment: Readonly<Record<string, string>>;
  readonly workFolder: string;
  /** `uid:gid`. */
  readonly user: string;
  readonly command: readonly string[];
  readonly healthCommand: readonly string[];
  /** Of `COPY --from=build`: path in the build to path in the image. */
  readonly copies: readonly { readonly from: string; readonly to: string }[];
}

export function readLastStage(root: string): DockerfileStage {
  const text = readFileSync(join(root, 'Dockerfile'), 'utf8');
  const lines = text.replaceAll(/^\s*#.*\n/gm, '').replaceAll(/\\\n\s*/g, '');
  const instructions = lines
    .split(/^FROM .*\n/m)
    .at(-1)!
    .trim()
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const);
  const unknown = instructions.filter(([name]) => !KNOWN.includes(name));
  if (unknown.length > 0) throw new Error(`Dockerfile: ${unknown.map(([name]) => name).join()}`);
  const all = (name: string) =>
    instructions.filter(([own]) => own === name).map(([, rest]) => rest);
  const one = (name: string) => all(name).at(-1) ?? '';
  return {
    environment: Object.fromEntries(
      all('ENV').flatMap((rest) => rest.split(' ').map((pair) => splitAt(pair, '='))),
    ),
    workFolder: one('WORKDIR'),
    user: one('USER'),
    command: words(one('CMD')),
    healthCommand: words(one('HEALTHCHECK').replace(/^(--\S+ )*CMD\s+/, '')),
    copies: all('COPY').map(readCopy),
  };
}

/** RUN prepares what containers here have otherwise: certificates, and a folder to mount a volume on. */
const KNOWN = ['ENV', 'WORKDIR', 'USER', 'CMD', 'HEALTHCHECK', 'COPY', 'RUN'];

function words(json: string): readonly string[] {
  return JSON.parse(json) as readonly string[];
}

function readCopy(rest: string): { from: string; to: string } {
  const [, from = '', to = ''] = /^--from=build (\S+) (\S+)$/.exec(rest) ?? [];
  // A folder as target takes a file by its name.
  return { from, to: to.endsWith('/') ? `${to}${posix.basename(from)}` : to };
}

function splitAt(pair: string, separator: string): [string, string] {
  const at = pair.indexOf(separator);
  return [pair.slice(0, at), pair.slice(at + 1)];
}
