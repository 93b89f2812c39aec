/** Titles of tests and suites as they stand in the source, without running anything. */
import {
  parseSync,
  Visitor,
  type Argument,
  type CallExpression,
  type Expression,
} from 'oxc-parser';

const CALLERS = new Set(['it', 'test', 'describe']);

/** Every title in a test file's text; a template counts up to its first placeholder. */
export function titlesIn(source: string): Set<string> {
  return new Set(titlePathsIn(source).flatMap((path) => path.at(-1) ?? []));
}

/** Every title with the titles of the suites around it, the outermost first. */
export function titlePathsIn(source: string): string[][] {
  const { program, errors } = parseSync('test.ts', source);
  if (errors.length > 0) throw new SyntaxError(errors.map(({ message }) => message).join('\n'));
  const paths: string[][] = [];
  const around: string[] = [];
  new Visitor({
    CallExpression(call) {
      const title = titleOf(call);
      if (title === undefined) return;
      around.push(title);
      paths.push([...around]);
    },
    'CallExpression:exit'(call) {
      if (titleOf(call) !== undefined) around.pop();
    },
  }).visit(program);
  return paths;
}

function titleOf(call: CallExpression): string | undefined {
  return CALLERS.has(callerOf(call)) ? textOf(call.arguments[0]) : undefined;
}

/** `it` of `it(…)`, `it.each(…)(…)` and `it.skipIf(…)(…)`. */
function callerOf(call: CallExpression): string {
  let callee: Expression = call.callee;
  while (callee.type !== 'Identifier') {
    if (callee.type === 'CallExpression') callee = callee.callee;
    else if (callee.type === 'MemberExpression') callee = callee.object;
    else return '';
  }
  return callee.name;
}

function textOf(node: Argument | undefined): string | undefined {
  if (node?.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  return node?.type === 'TemplateLiteral' ? (node.quasis[0]?.value.cooked ?? '') : undefined;
}
