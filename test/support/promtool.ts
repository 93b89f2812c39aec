/** Prometheus' own checker of rules and queries. `.ci/install-programs` installs it. */
import { execFileSync, spawnSync } from 'node:child_process';

/** Undefined when it is there. In CI that it is not is a failure. */
export function whyNoPromtool(): string | undefined {
  if (spawnSync('promtool', ['--version']).status === 0) return undefined;
  const why =
    'no promtool on the PATH; on Debian: apt-get install --no-install-recommends prometheus';
  if ((process.env.CI ?? '') !== '') throw new Error(`CI tries the alert rules: ${why}`);
  console.warn(`Alert rules and queries of the dashboard are not tried by Prometheus: ${why}`);
  return why;
}

/** Its output. Throws, with it, when it has found a fault. */
export function promtool(args: readonly string[], cwd?: string): string {
  try {
    return execFileSync('promtool', args, { cwd, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`promtool ${args.join(' ')}:\n${stdout}${stderr}`, { cause: error });
  }
}
