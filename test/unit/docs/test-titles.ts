/** Titles of tests and suites as they stand in the source, without running anything. */
import ts from 'typescript';

const CALLERS = new Set(['it', 'test', 'describe']);

/** Every title in a test file's text; a template counts up to its first placeholder. */
export function titlesIn(source: string): Set<string> {
  return new Set(titlePathsIn(source).flatMap((path) => path.at(-1) ?? []));
}

/** Every title with the titles of the suites around it, the outermost first. */
export function titlePathsIn(source: string): string[][] {
  const paths: string[][] = [];
  const visit = (node: ts.Node, suites: readonly string[]): void => {
    const title = titleOf(node);
    const path = title === undefined ? suites : [...suites, title];
    if (title !== undefined) paths.push([...path]);
    ts.forEachChild(node, (child) => visit(child, path));
  };
  visit(ts.createSourceFile('test.ts', source, ts.ScriptTarget.Latest), []);
  return paths;
}

function titleOf(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node) || !CALLERS.has(callerOf(node))) return undefined;
  return textOf(node.arguments[0]);
}

/** `it` of `it(…)`, `it.each(…)(…)` and `it.skipIf(…)(…)`. */
function callerOf({ expression }: ts.CallExpression): string {
  let callee: ts.Expression = expression;
  while (!ts.isIdentifier(callee)) {
    if (!ts.isCallExpression(callee) && !ts.isPropertyAccessExpression(callee)) return '';
    callee = callee.expression;
  }
  return callee.text;
}

function textOf(node: ts.Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node) ? node.head.text : undefined;
}
