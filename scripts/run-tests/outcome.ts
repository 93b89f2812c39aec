/** What a run of all tests came to: its counts, and the files that vitest has left out without a word. */

/** What is read of vitest's JSON report. `name` is the path of a test file. */
export interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly name: string }[];
}

export interface Run {
  /** Vitest's exit status. */
  readonly status: number;
  /** None when the runner itself broke. */
  readonly report: TestReport | undefined;
  /** The test files that had to run, as the report names them. None when only some were asked for. */
  readonly expected: readonly string[];
}

export interface Outcome {
  /** The files that had to run and are not in the report. */
  readonly missing: readonly string[];
  /** `N passed, N failed[, N skipped]`; a file that is missing counts as a failure. */
  readonly line: string;
  readonly exitCode: 0 | 1;
}

export function outcomeOf({ status, report, expected }: Run): Outcome {
  const reported = new Set(report?.testResults.map(({ name }) => name));
  const missing = report === undefined ? [] : expected.filter((file) => !reported.has(file));
  const passed = report?.numPassedTests ?? 0;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  const failed = (report?.numFailedTests ?? 0) + missing.length;
  // A file that cannot be loaded, or no report at all, fails the run without a failed test; the line must not look green.
  const failures = failed === 0 && (status !== 0 || report === undefined) ? 1 : failed;
  return {
    missing,
    line: `${passed} passed, ${failures} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
    exitCode: failures > 0 || passed === 0 ? 1 : 0,
  };
}
