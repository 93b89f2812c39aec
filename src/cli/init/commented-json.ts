/** A file to be edited: an object as JSON, each member below what its schema says of it; members that are not set as comments. */

/** What is used of a JSON Schema. */
export interface MemberSchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, MemberSchema>>;
  readonly anyOf?: readonly MemberSchema[];
}

export interface CommentedFile {
  readonly schema: MemberSchema;
  /** The members that are set. */
  readonly values: Readonly<Record<string, unknown>>;
  /** By path (`filter.activityTypeIds`): what a member shows that is not set and has no default. */
  readonly examples: Readonly<Record<string, unknown>>;
  /** Paths that the file says nothing of. */
  readonly omitted: ReadonlySet<string>;
}

const WIDTH = 110;

/** Ends with a line break. `head`: what stands on top, a line each. */
export function commentedJson(file: CommentedFile, head: readonly string[]): string {
  const lines = [
    ...head.map((line) => `// ${line}`),
    '{',
    ...members(file, file.schema, file.values, ''),
  ];
  return `${[...lines, '}'].join('\n')}\n`;
}

function members(
  file: CommentedFile,
  schema: MemberSchema,
  values: unknown,
  path: string,
): string[] {
  const given = isObject(values) ? values : {};
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => !file.omitted.has(join(path, name)))
    .flatMap(([name, member]) => memberLines(file, name, member, given, path))
    .map((line) => `  ${line}`);
}

function memberLines(
  file: CommentedFile,
  name: string,
  schema: MemberSchema,
  values: Readonly<Record<string, unknown>>,
  path: string,
): string[] {
  const at = join(path, name);
  const about = comment(aboutOf(schema));
  if (!Object.hasOwn(values, name)) return [...about, ...unset(file, name, schema, at)];
  const value = values[name];
  const shape = shapeOf(schema, value);
  if (shape?.properties === undefined)
    return [...about, `${JSON.stringify(name)}: ${oneLine(value)},`];
  return [...about, `${JSON.stringify(name)}: {`, ...members(file, shape, value, at), '},'];
}

/** A member that is not set: an object by its members, anything else by its default or an example. */
function unset(file: CommentedFile, name: string, schema: MemberSchema, at: string): string[] {
  const key = JSON.stringify(name);
  const example = file.examples[at] ?? schema.default;
  if (example !== undefined) return [`// ${key}: ${oneLine(example)},`];
  if (schema.properties === undefined) throw new Error(`There is no example of ${at}`);
  return [`${key}: {`, ...members(file, schema, {}, at), '},'];
}

function aboutOf({ description = '', default: fallback }: MemberSchema): string {
  // Where a default depends on other members the description tells it.
  if (fallback === undefined) return description;
  return `${description} Default: ${JSON.stringify(fallback)}.`;
}

/** Of several forms the one that has the value's members. */
function shapeOf(schema: MemberSchema, value: unknown): MemberSchema | undefined {
  if (schema.anyOf === undefined) return schema;
  const names = isObject(value) ? Object.keys(value) : [];
  return schema.anyOf.find(({ properties = {} }) => names.some((name) => name in properties));
}

function comment(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').filter((each) => each !== '')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= WIDTH) lines.push(`// ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** `{ "hour": 6, "minute": 15 }`, as people write it. */
function oneLine(value: unknown): string {
  return JSON.stringify(value, null, 1)
    .replaceAll(/\n\s*/g, ' ')
    .replaceAll(/\[ | \]/g, (bracket) => bracket.trim());
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
