/** A JSON file, with comments or without, and where in it each member stands. */
import { readFile } from 'node:fs/promises';
import { findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import { messageOf } from '../domain/message-of.ts';
import type { Fault } from '../interface/fault.ts';
import { UsageError } from './exit-code.ts';
import type { CliIo } from './io.ts';

type Stdin = Pick<CliIo, 'readStdin'>;

export interface JsonFile {
  readonly value: unknown;
  /** The same faults, with the line of each member; as they are when all stands on one line. */
  readonly located: (faults: readonly Fault[]) => readonly Fault[];
}

/** Reads a file, or standard input (`-`). `what` it holds, for the error. Throws `UsageError`. */
export async function readJsonFile(file: string, io: Stdin, what: string): Promise<JsonFile> {
  const text = (await readText(file, io, what)).replace(/^\uFEFF/, '');
  const name = file === '-' ? 'Standard input' : `The file ${file}`;
  if (text.trim() === '') throw new UsageError(`${name} is empty: there is no ${what} in it.`);
  const root = parse(text, name);
  return {
    // Once more through JSON: the parser's objects have no prototype, and a member "__proto__" stays a member.
    value: JSON.parse(JSON.stringify(getNodeValue(root))) as unknown,
    located: (faults) =>
      text.includes('\n') ? faults.map((fault) => locate(fault, root, text)) : faults,
  };
}

async function readText(file: string, io: Stdin, what: string): Promise<string> {
  if (file === '-') return io.readStdin();
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = messageOf(error);
    throw new UsageError(`The ${what} file cannot be read: ${reason}`);
  }
}

function parse(text: string, name: string): Node {
  const errors: ParseError[] = [];
  const root = tree(text, errors, name);
  const [first] = errors;
  if (first === undefined && root !== undefined) return root;
  const { line, column } = positionIn(text, first?.offset ?? 0);
  const found =
    first === undefined ? '' : text.slice(first.offset, first.offset + first.length).trim();
  const at = found === '' ? '' : ` before ${JSON.stringify(found.slice(0, 40))}`;
  const why = WHY[first === undefined ? '' : printParseErrorCode(first.error)] ?? 'cannot be read';
  throw new UsageError(`${name} is not valid JSON: line ${line}, column ${column}: ${why}${at}.`);
}

function tree(text: string, errors: ParseError[], name: string): Node | undefined {
  try {
    return parseTree(text, errors, { allowTrailingComma: true });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${name} is nested too deeply.`);
    throw error;
  }
}

/** The parser's codes, in words. */
const WHY: Readonly<Record<string, string>> = {
  InvalidSymbol: 'a word that JSON does not know; texts and names stand in double quotes',
  InvalidNumberFormat: 'no number as JSON writes it',
  PropertyNameExpected: 'the name of a member is missing, in double quotes',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a ":" is missing',
  CommaExpected: 'a "," is missing',
  CloseBraceExpected: 'a "}" is missing',
  CloseBracketExpected: 'a "]" is missing',
  EndOfFileExpected: 'there is more after the end',
  UnexpectedEndOfComment: 'a comment has no end',
  UnexpectedEndOfString: 'a text has no closing quote',
  UnexpectedEndOfNumber: 'a number has no end',
  InvalidUnicode: 'a \\u escape is wrong',
  InvalidEscapeCharacter: 'an escape is not known; write \\\\ for a backslash',
  InvalidCharacter: 'a control character stands in a text; write it as \\n, \\t or \\u00…',
};

function locate(fault: Fault, root: Node, text: string): Fault {
  const segments = segmentsOf(fault.path);
  while (segments.length > 0) {
    const node = findNodeAtLocation(root, segments);
    // A member that is missing is told at what it is missing in.
    if (node !== undefined) return { ...fault, line: positionIn(text, startOf(node)).line };
    segments.pop();
  }
  return fault;
}

/** Of a member: where its name stands. */
function startOf({ parent, offset }: Node): number {
  return parent?.type === 'property' ? parent.offset : offset;
}

/** `request.fields[2]` → `['request', 'fields', 2]`: the inverse of `memberPath`. */
function segmentsOf(path: string): (string | number)[] {
  const parts = path.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([A-Za-z_$][\w$]*)/g);
  return [...parts].map(([, index, quoted, name = '']) => {
    if (index !== undefined) return Number(index);
    return quoted === undefined ? name : String(JSON.parse(quoted));
  });
}

function positionIn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
