/** `MARKETO_INSTANCES_FILE`: named instances as JSON. No message repeats a value of it but limits and names. */
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { memberPath } from '../interface/fault.ts';
import type { Fault } from '../interface/fault.ts';
import { INSTANCE_PATTERN, INSTANCE_RULE } from '../interface/instance-name.ts';
import { isJsonObject } from '../interface/members.ts';
import type { JsonObject } from '../interface/members.ts';
import { didYouMean } from '../interface/spelling.ts';
import { bad, good } from './reading.ts';
import type { Reading } from './reading.ts';

const VARIABLE = 'MARKETO_INSTANCES_FILE';
const MAX_BYTES = 1024 * 1024;
const MAX_INSTANCES = 100;
const MAX_STRANGERS = 10;
const FORM =
  '{"instances": {"emea": {"baseUrl": "…", "clientId": "…", "clientSecret": {"env": "EMEA_SECRET"}}}}';

/** What the file says of each instance, not yet looked at. */
export interface InstancesFile {
  /** Folder that paths in the file are relative to. */
  readonly folder: string;
  readonly instances: ReadonlyMap<string, unknown>;
}

/** `MARKETO_INSTANCES_FILE: instances.emea.baseUrl`. */
export function filePath(...members: readonly string[]): string {
  return members.length === 0 ? VARIABLE : `${VARIABLE}: ${members.reduce(memberPath, '')}`;
}

/** Undefined when it cannot be read or is of another form; faults tell why. */
export function readInstancesFile(path: string, faults: Fault[]): InstancesFile | undefined {
  const read = parsed(path);
  const instances = read.ok ? instancesOf(read.value, faults) : undefined;
  if (!read.ok) faults.push({ path: VARIABLE, message: read.fault });
  return instances && { folder: dirname(path), instances };
}

function parsed(path: string): Reading<unknown> {
  const text = contentOf(path);
  if (!text.ok) return text;
  try {
    return good(JSON.parse(text.value) as unknown);
  } catch (error) {
    return bad(`the file that it names is not valid JSON${placeOf(error, text.value)}`);
  }
}

function contentOf(path: string): Reading<string> {
  try {
    const { size, ...stat } = statFile(path);
    if (!stat.isFile) return bad('names something that is no file; name a JSON file');
    if (size > MAX_BYTES) {
      return bad(
        `names a file of ${size} bytes; at most ${MAX_BYTES} are read, so it is another file`,
      );
    }
    return good(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    return bad(`the file that it names cannot be read (${code}); name a readable JSON file`);
  }
}

function statFile(path: string) {
  const stat = statSync(path);
  return { size: stat.size, isFile: stat.isFile() };
}

/** The parser's own words quote the text, and with it perhaps a secret: only where it stopped is passed on. */
function placeOf(error: unknown, text: string): string {
  const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  if (position === undefined) return '';
  const before = text.slice(0, Number(position)).split('\n');
  return ` (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`;
}

function instancesOf(json: unknown, faults: Fault[]): ReadonlyMap<string, unknown> | undefined {
  const instances = isJsonObject(json) ? json.instances : undefined;
  if (!isJsonObject(json) || !isJsonObject(instances)) {
    faults.push({ path: VARIABLE, message: `the file must hold an object such as ${FORM}` });
    return undefined;
  }
  refuseStrangers(json, ['instances'], [], faults);
  const names = Object.keys(instances);
  if (names.length === 0 || names.length > MAX_INSTANCES) {
    const message = `has ${names.length} instances; write 1 to ${MAX_INSTANCES}`;
    faults.push({ path: filePath('instances'), message });
    return undefined;
  }
  const misnamed = names.filter((name) => !INSTANCE_PATTERN.test(name));
  for (const name of misnamed) {
    const message = `cannot name an instance; use ${INSTANCE_RULE}`;
    faults.push({ path: filePath('instances', name), message });
  }
  return new Map(Object.entries(instances).filter(([name]) => !misnamed.includes(name)));
}

/** Members that nobody reads are typing errors. `at`: where `input` stands in the file. */
export function refuseStrangers(
  input: JsonObject,
  known: readonly string[],
  at: readonly string[],
  faults: Fault[],
): void {
  const strangers = Object.keys(input).filter((name) => !known.includes(name));
  for (const name of strangers.slice(0, MAX_STRANGERS)) {
    const hint = didYouMean(name, known) || ` Known here: ${known.join(', ')}`;
    faults.push({ path: filePath(...at, name), message: `is not a known member.${hint}` });
  }
}
