// Cuts test/emulator/swagger/marketo.json from Adobe's Swagger files: the operations that the emulator serves and
// the definitions they lead to, unchanged. `tsx scripts/cut-swagger.ts <folder with the two downloaded files>`
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';

interface Swagger {
  readonly swagger: string;
  readonly info: unknown;
  readonly paths: Readonly<Record<string, unknown>>;
  readonly definitions: Readonly<Record<string, unknown>>;
}

const served = [
  /^\/identity\/oauth\/token$/,
  /^\/bulk\/v1\/(activities|leads|program\/members|customobjects\/\{apiName\})\/export(\/|\.json$)/,
  /^\/rest\/v1\/activities(\/(types|pagingtoken|deletedleads))?\.json$/,
  /^\/rest\/v1\/leads\/describe2?\.json$/,
  /^\/rest\/v1\/stats\//,
];

const target = new URL('../test/emulator/swagger/marketo.json', import.meta.url);
const [folder = '.'] = process.argv.slice(2);
const files = await Promise.all(
  ['swagger-identity.json', 'swagger-mapi.json'].map(
    async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Swagger,
  ),
);
const text = JSON.stringify(cut(merged(files)));
await writeFile(target, await format(text, { parser: 'json', printWidth: 100 }));

function merged(parts: readonly Swagger[]): Swagger {
  const [first] = parts;
  if (first === undefined) throw new Error('No files');
  const paths = Object.assign({}, ...parts.map((part) => part.paths)) as Swagger['paths'];
  const definitions = parts.map((part) => part.definitions);
  return { ...first, paths, definitions: Object.assign({}, ...definitions) as Swagger['paths'] };
}

function cut({ swagger, info, paths, definitions }: Swagger): Swagger {
  const keptPaths = picked(paths, (path) => served.some((pattern) => pattern.test(path)));
  const reached = reachedFrom(keptPaths, definitions);
  return {
    swagger,
    info,
    paths: keptPaths,
    definitions: picked(definitions, (name) => reached.has(name)),
  };
}

/** Names of all definitions that these paths refer to, directly or through others. */
function reachedFrom(paths: Swagger['paths'], definitions: Swagger['definitions']): Set<string> {
  const reached = new Set(namesIn(paths));
  // A Set that grows while it is walked is walked to its new end.
  for (const name of reached) for (const next of namesIn(definitions[name])) reached.add(next);
  return reached;
}

function namesIn(value: unknown): string[] {
  const found = JSON.stringify(value).matchAll(/"#\/definitions\/([^"]+)"/g);
  return [...found].flatMap(([, name]) => name ?? []);
}

function picked<T>(members: Readonly<Record<string, T>>, keep: (name: string) => boolean) {
  return Object.fromEntries(Object.entries(members).filter(([name]) => keep(name)));
}
