// Writes docs/request.schema.json from the zod schema. A test fails when the two differ.
import { writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { requestJsonSchema } from '../src/interface/request-schema.ts';

const target = new URL('../docs/request.schema.json', import.meta.url);
const text = JSON.stringify(requestJsonSchema());
await writeFile(target, await format(text, { parser: 'json', printWidth: 100 }));
