import { expect, it } from 'vitest';
import { outcomeOf, type Run, type TestReport } from '../../../scripts/run-tests/outcome.ts';

const GREEN: TestReport = {
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [{ name: '/repo/test/a.test.ts' }, { name: '/repo/test/b.test.ts' }],
};
const run = (changes: Partial<Run>): Run => ({
  status: 0,
  report: GREEN,
  expected: ['/repo/test/a.test.ts', '/repo/test/b.test.ts'],
  ...changes,
});

it.each<[string, Run, string]>([
  ['all have passed', run({}), '3 passed, 0 failed'],
  ['only some were asked for', run({ expected: [] }), '3 passed, 0 failed'],
  [
    'some were skipped',
    run({ report: { ...GREEN, numPendingTests: 2, numTodoTests: 1 } }),
    '3 passed, 0 failed, 3 skipped',
  ],
])('a run where %s succeeds, and its line says so', (_, of, line) => {
  expect(outcomeOf(of)).toEqual({ missing: [], line, exitCode: 0 });
});

it.each<[string, Run, string]>([
  ['a test has failed', run({ status: 1, report: { ...GREEN, numFailedTests: 2 } }), '2 failed'],
  [
    'a test has failed, and vitest hides it',
    run({ report: { ...GREEN, numFailedTests: 1 } }),
    '1 failed',
  ],
  ['a file could not be loaded', run({ status: 1 }), '3 passed, 1 failed'],
  ['the runner broke and wrote no report', run({ report: undefined }), '0 passed, 1 failed'],
  ['nothing ran', run({ report: { ...GREEN, numPassedTests: 0 } }), '0 passed, 0 failed'],
])('a run where %s fails', (_, of, line) => {
  const { exitCode, line: got } = outcomeOf(of);
  expect(exitCode).toBe(1);
  expect(got).toContain(line);
});

it('a test file that is on disk and not in the report fails a run that is green otherwise, by name', () => {
  const missing = ['/repo/test/c.test.ts', '/repo/test/d.test.ts'];
  const expected = ['/repo/test/a.test.ts', ...missing];
  expect(outcomeOf(run({ expected }))).toEqual({
    missing,
    line: '3 passed, 2 failed',
    exitCode: 1,
  });
});
