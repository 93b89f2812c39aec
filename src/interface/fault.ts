/** What is wrong with an input, told so that whoever wrote it can put all of it right in one go. */

/** One thing that is wrong. */
export interface Fault {
  /** Member or variable, as `filter.createdAt.endAt` or `fields[2]`; empty for the input as a whole. */
  readonly path: string;
  /** One line: what is wrong, why, and what to write instead. */
  readonly message: string;
  /** Of the file that it was read from, from 1; absent where there is none. */
  readonly line?: number;
}

/** More would be cut by Temporal's failure size limit and read by nobody. */
const MAX_SHOWN = 50;

/** A summary, then one fault a line with its path. Bounded, however many faults there are. */
export function formatFaults(faults: readonly Fault[], subject = 'The request'): string {
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  const lines = faults.slice(0, MAX_SHOWN).map(({ path, message, line }) => {
    const where = line === undefined ? path : `${path} (line ${line})`;
    return where === '' ? `- ${message}` : `- ${where}: ${message}`;
  });
  const more = faults.length - lines.length;
  if (more > 0) lines.push(`- … and ${more} more`);
  return [`${subject} has ${count}:`, ...lines].join('\n');
}

/** The path of a member: `filter.createdAt`, `fields[2]`, or `filter["a b"]` for a name that is no plain word. */
export function memberPath(parent: string, member: PropertyKey): string {
  if (typeof member === 'number') return `${parent}[${member}]`;
  const name = String(member);
  if (!/^[A-Za-z_$][\w$]{0,59}$/.test(name)) return `${parent}[${quote(name)}]`;
  return parent === '' ? name : `${parent}.${name}`;
}

/** The text in quotes, on one line, and cut when long: messages quote what anybody may have sent. */
export function quote(text: string, maxLength = 60): string {
  return JSON.stringify(text.length > maxLength ? `${text.slice(0, maxLength)}…` : text);
}

/** `the string "2"`, `the number 7`, `null`, `an array`, `an object`. Containers are named, never printed. */
export function nameValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return `the string ${quote(value)}`;
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean') return String(value);
  return value === undefined
    ? 'nothing'
    : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}

/** `must be <wanted>, got <value>`; says that it is missing when nothing came. */
export function mismatch(wanted: string, value: unknown): string {
  return value === undefined
    ? `is missing: ${wanted}`
    : `must be ${wanted}, got ${nameValue(value)}`;
}
