// Runs every test and closes with one plain line that any CI can read: `N passed, N failed[, N skipped]`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { outcomeOf, type TestReport } from './run-tests/outcome.ts';

const onlySome = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'extract-test-report-'));
try {
  const expected = onlySome.length === 0 ? testFiles() : [];
  const path = join(folder, 'report.json');
  const status = runVitest(path);
  const { missing, line, exitCode } = outcomeOf({ status, report: readReport(path), expected });
  if (missing.length > 0) console.error(explainMissing(missing));
  console.log(line);
  process.exitCode = exitCode;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function runVitest(report: string): number {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const vitest = join('node_modules', 'vitest', 'vitest.mjs');
  const run = spawnSync(process.execPath, [vitest, 'run', ...reporters, ...onlySome], {
    stdio: 'inherit',
  });
  return run.status ?? 1;
}

function readReport(path: string): TestReport | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as TestReport;
  } catch {
    return undefined;
  }
}

/** All on disk, whether a project of vitest.config.ts includes them or not. */
function testFiles(): string[] {
  return readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => resolve('test', name))
    .sort();
}

function explainMissing(files: readonly string[]): string {
  return [
    'These test files were not run: they are on disk, and vitest’s report does not have them.',
    ...files.map((file) => `  ${file}`),
    'Either no project of vitest.config.ts includes them, or vitest left a project out: `npx vitest list --filesOnly` names what it finds.',
  ].join('\n');
}
