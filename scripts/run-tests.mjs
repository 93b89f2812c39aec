// Runs every test and closes with one plain line that any CI can read: `N passed, N failed[, N skipped]`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'extract-test-report-'));
const report = join(folder, 'report.json');
try {
  const run = spawnSync(
    process.execPath,
    [
      join('node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...process.argv.slice(2),
    ],
    { stdio: 'inherit' },
  );
  process.exitCode = close(run.status ?? 1, readCounts(report));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function readCounts(path) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
      readFileSync(path, 'utf8'),
    );
    return {
      passed: numPassedTests,
      failed: numFailedTests,
      skipped: numPendingTests + numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }; // no report: the runner itself broke
  }
}

function close(status, { passed, failed, skipped }) {
  // A suite that cannot be loaded fails the run without a failed test; the line must not look green.
  const failures = status !== 0 && failed === 0 ? 1 : failed;
  const skippedText = skipped > 0 ? `, ${skipped} skipped` : '';
  console.log(`${passed} passed, ${failures} failed${skippedText}`);
  return status !== 0 || failures > 0 || passed === 0 ? 1 : 0;
}
