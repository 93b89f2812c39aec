/** Adobe's Swagger as a judge of answers, by operationId. */
import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

interface Operation {
  readonly operationId: string;
  readonly responses: { readonly 200: { readonly schema: { readonly $ref: string } } };
}

interface Definition {
  readonly additionalProperties?: boolean;
  readonly properties?: Readonly<Record<string, object>>;
}

interface Swagger {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly definitions: Readonly<Record<string, Definition>>;
}

const swagger = JSON.parse(
  readFileSync(new URL('marketo.json', import.meta.url), 'utf8'),
) as Swagger;

const definitions = Object.fromEntries(
  Object.entries(swagger.definitions).map(([name, definition]) => [name, closed(definition)]),
);
const places = namedPlaces();

const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

const validators = compiled();

/** Every operation of the extract with its method and path. */
export const operations = Object.entries(swagger.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId }]) => ({ operationId, method, path })),
);

/** What the Swagger has against an answer: `place keyword what`, each once. */
export function complaints(operationId: string, answer: unknown): string[] {
  const validate = validators.get(operationId);
  if (validate === undefined) throw new Error(`No operation ${operationId}`);
  validate(answer);
  return [...new Set((validate.errors ?? []).map(complaint))];
}

function compiled(): Map<string, ValidateFunction> {
  // The Swagger keyword `example` means nothing to ajv. Verbose errors tell which schema they are about.
  const ajv = new Ajv({ strict: false, allErrors: true, verbose: true });
  ajv.addFormat('date-time', dateTime);
  ajv.addFormat('int32', { type: 'number', validate: (value) => Math.abs(value) < 2 ** 31 });
  ajv.addFormat('int64', { type: 'number', validate: Number.isSafeInteger });
  ajv.addSchema({ $id: 'swagger', definitions });
  const all = Object.values(swagger.paths).flatMap((methods) => Object.values(methods));
  return new Map(
    all.map(({ operationId, responses }) => {
      const { $ref } = responses[200].schema;
      return [operationId, ajv.compile({ $ref: `swagger${$ref}` })];
    }),
  );
}

/** A member that the Swagger does not name is a complaint too. */
function closed(definition: Definition): Definition {
  return 'properties' in definition ? { ...definition, additionalProperties: false } : definition;
}

/** `Definition`, or `Definition.member`, by the schema that stands there. */
function namedPlaces(): Map<unknown, string> {
  const named = Object.entries(definitions).flatMap(([name, definition]): [unknown, string][] => [
    [definition, name],
    ...Object.entries(definition.properties ?? {}).map(([member, schema]): [unknown, string] => [
      schema,
      `${name}.${member}`,
    ]),
  ]);
  return new Map(named);
}

function complaint({ parentSchema, schemaPath, keyword, params }: ErrorObject): string {
  const place = places.get(parentSchema) ?? schemaPath;
  return [place, keyword, ...Object.values(params as Record<string, unknown>)].join(' ');
}
