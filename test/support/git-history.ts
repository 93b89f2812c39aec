/** What the repository knows about earlier versions of the code under test. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/**
 * Why earlier versions cannot be had: no git, no checkout, a shallow clone. Undefined when they can. No failure in CI either:
 * how deep a clone is made there is not this project's to say.
 */
export function whyNoHistory(): string | undefined {
  try {
    if (git('rev-parse', '--is-shallow-repository') === 'true') return 'This is a shallow clone.';
    return previousVersion('src/workflows') === undefined
      ? 'There is one version only.'
      : undefined;
  } catch {
    return 'This is no git checkout.';
  }
}

/** The last commit before the newest change of the folder; a change that is not committed counts. */
export function previousVersion(folder: string): string | undefined {
  if (git('status', '--porcelain', '--', folder) !== '') return git('rev-parse', 'HEAD');
  const newest = git('log', '-1', '--format=%H', '--', folder);
  const [, parent] = git('rev-list', '--parents', '-n', '1', newest).split(' ');
  return parent;
}

/** True when the file, as it is, was there at `commit` or before it, under whatever name. */
export function isOlderThan(commit: string, path: string): boolean {
  const blob = git('hash-object', '--', path);
  const [first] = git('log', '--reverse', '--format=%H', `--find-object=${blob}`).split('\n');
  return first !== undefined && first !== '' && git('merge-base', first, commit) === first;
}

/** A folder with the sources of a commit that can be run with the modules of today. Remove it. */
export async function checkOut(commit: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'extract-previous-'));
  const archive = join(folder, 'archive.tar');
  git('archive', '--output', archive, commit, 'src', 'package.json', 'tsconfig.json');
  const into = join(folder, 'version');
  await mkdir(into);
  execFileSync('tar', ['-xf', archive, '-C', into]);
  await symlink(join(ROOT, 'node_modules'), join(into, 'node_modules'));
  return into;
}
