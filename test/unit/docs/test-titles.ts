/** Titles of tests and suites as they stand in the source, without running anything. */
import { createRequire } from 'node:module';
import type * as TypeScript from 'typescript';

/** As an import it would first be searched, all nine megabytes, for the names of its exports. */
const ts = createRequire(import.meta.url)('typescript') as typeof TypeScript;

const CALLERS = new Set(['it', 'test', 'describe']);

/** Every title in a test file's text; a template counts up to its first placeholder. */
export function titlesIn(source: string): Set<string> {
  return new Set(titlePathsIn(source).flatMap((path) => path.at(-1) ?? []));
}

/** Every title with the titles of the suites around it, the outermost first. */
export function titlePathsIn(source: string): string[][] {
  const paths: string[][] = [];
  const visit = (node: TypeScript.Node, suites: readonly string[]): void => {
    const title = titleOf(node);
    const path = title === undefined ? suites : [...suites, title];
    if (title !== undefined) paths.push([...path]);
    ts.forEachChild(node, (child) => visit(child, path));
  };
  visit(ts.createSourceFile('test.ts', source, ts.ScriptTarget.Latest), []);
  return paths;
}

function titleOf(node: TypeScript.Node): string | undefined {
  if (!ts.isCallExpression(node) || !CALLERS.has(callerOf(node))) return undefined;
  return textOf(node.arguments[0]);
}

/** `it` of `it(…)`, `it.each(…)(…)` and `it.skipIf(…)(…)`. */
function callerOf({ expression }: TypeScript.CallExpression): string {
  let callee: TypeScript.Expression = expression;
  while (!ts.isIdentifier(callee)) {
    if (!ts.isCallExpression(callee) && !ts.isPropertyAccessExpression(callee)) return '';
    callee = callee.expression;
  }
  return callee.text;
}

function textOf(node: TypeScript.Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node) ? node.head.text : undefined;
}
