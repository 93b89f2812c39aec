/** What an expression of PromQL asks for, by the grammar of Prometheus itself. */
import { parser } from '@prometheus-io/lezer-promql';

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

export interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}
/** `sum by (…) (…)` and `… on (…) …`: labels that all selectors within have to have. */
export interface Grouping {
  readonly labels: readonly string[];
  readonly metrics: readonly string[];
}
/** `histogram_quantile(…) > bound`. */
export interface QuantileBound {
  readonly metrics: readonly string[];
  readonly bound: number;
}

export interface PromQL {
  readonly selectors: readonly Selector[];
  readonly groupings: readonly Grouping[];
  readonly quantileBounds: readonly QuantileBound[];
}

/** Grafana's variables may stand in it. Throws when it is not PromQL. */
export function readPromQL(expr: string): PromQL {
  const text = expr.replaceAll(/\[\$\w+\]/g, '[5m]');
  const nodes = nodesOf(parser.parse(text).topNode);
  if (nodes.some(({ type }) => type.isError)) throw new Error(`Not PromQL: ${expr}`);
  const selectorsIn = (within: SyntaxNode) =>
    nodesOf(within)
      .filter(({ name }) => name === 'VectorSelector')
      .map((node) => selectorOf(node, text));
  const metricsIn = (within: SyntaxNode) => selectorsIn(within).map(({ metric }) => metric);
  return {
    selectors: nodes.flatMap((node) => (node.name === 'PromQL' ? selectorsIn(node) : [])),
    groupings: nodes
      .filter(({ name }) => name === 'GroupingLabels')
      .map((node) => ({
        labels: childTexts(node, 'LabelName', text),
        metrics: metricsIn(groupedBy(node)),
      })),
    quantileBounds: nodes
      .filter((node) => isBoundOfQuantile(node))
      .map((node) => ({
        metrics: metricsIn(node),
        bound: Number(textOf(node.lastChild, text)),
      })),
  };
}

function nodesOf(within: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  within.cursor().iterate(({ node }) => void found.push(node));
  return found;
}

function selectorOf(node: SyntaxNode, text: string): Selector {
  const matchers = nodesOf(node)
    .filter(({ name }) => name === 'UnquotedLabelMatcher')
    .map((matcher) => ({
      label: textOf(matcher.getChild('LabelName'), text),
      operator: textOf(matcher.getChild('MatchOp'), text),
      value: JSON.parse(textOf(matcher.getChild('StringLiteral'), text)) as string,
    }));
  return { metric: textOf(node.getChild('Identifier'), text), matchers };
}

/** The aggregation, or the operator with both sides, that the labels belong to. */
function groupedBy(labels: SyntaxNode): SyntaxNode {
  for (let node = labels.parent; node !== null; node = node.parent) {
    if (node.name === 'AggregateExpr' || node.name === 'BinaryExpr') return node;
  }
  throw new Error('Labels that group nothing');
}

function isBoundOfQuantile({ name, firstChild, lastChild }: SyntaxNode): boolean {
  if (name !== 'BinaryExpr' || lastChild?.name !== 'NumberDurationLiteral') return false;
  return firstChild?.getChild('FunctionIdentifier')?.getChild('HistogramQuantile') != null;
}

function childTexts(node: SyntaxNode, type: string, text: string): string[] {
  return node.getChildren(type).map((child) => textOf(child, text));
}

function textOf(node: SyntaxNode | null, text: string): string {
  if (node === null) throw new Error(`A part is missing in ${text}`);
  return text.slice(node.from, node.to);
}
