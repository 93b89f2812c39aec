/** The request as JSON Schema, for callers in other languages and for editors. */
import { z } from 'zod';
import { requestSchema } from './request-shape.ts';

/**
 * JSON Schema, draft 2020-12. It says less than `parseRequest` checks: zod leaves refinements out without a word.
 * docs/request.md lists what it cannot say; it never refuses what `parseRequest` takes.
 */
export function requestJsonSchema(): object {
  const schema = z.toJSONSchema(requestSchema, { target: 'draft-2020-12', io: 'input' });
  return {
    ...schema,
    title: 'ExtractRequest',
    description:
      'Input of the workflow extractActivities. docs/request.md lists the rules that a schema cannot say.',
  };
}
