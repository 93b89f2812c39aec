/** YAML as plain values, by the parser that prettier brings along. Scalars stay text. */
import { parsers } from 'prettier/plugins/yaml';

export type Yaml = string | null | readonly Yaml[] | { readonly [key: string]: Yaml };

/** What is used of prettier's syntax tree, which has no published types. */
interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly (Node | null)[];
}

/** Throws when `text` is no YAML. */
export async function parseYaml(text: string): Promise<Yaml> {
  // The parser reads none of the options that the type demands.
  const root = (await parsers.yaml.parse(text, {} as never)) as Node;
  return valueOf(descend(root, ['document', 'documentBody']));
}

function descend(node: Node, types: readonly string[]): Node | undefined {
  const inner = types.reduce<Node | undefined>((at, type) => childOf(at, type), node);
  return inner?.children?.find((child) => child !== null && child.type !== 'comment') ?? undefined;
}

function childOf(node: Node | undefined, type: string): Node | undefined {
  return node?.children?.find((child) => child?.type === type) ?? undefined;
}

function valueOf(node: Node | null | undefined): Yaml {
  if (node === null || node === undefined) return null;
  const children = node.children ?? [];
  switch (node.type) {
    case 'plain':
    case 'quoteSingle':
    case 'quoteDouble':
      return node.value ?? '';
    case 'mapping':
    case 'flowMapping':
      return Object.fromEntries(children.map((item) => entryOf(item)));
    case 'sequence':
    case 'flowSequence':
      return children.map((item) => valueOf(item?.children?.[0]));
    case 'null':
      return null;
    default:
      throw new TypeError(`Not expected in this YAML: ${node.type}`);
  }
}

function entryOf(item: Node | null): [string, Yaml] {
  const [key, value] = item?.children ?? [];
  const name = valueOf(key?.children?.[0]);
  if (typeof name !== 'string') throw new TypeError('A key of this YAML is no text');
  return [name, valueOf(value?.children?.[0])];
}
