// Writes docs/request.schema.json and docs/schedule.schema.json from the zod schemas. A test fails when they differ.
import { writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { requestJsonSchema } from '../src/interface/request-schema.ts';
import { scheduleJsonSchema } from '../src/interface/schedule-schema.ts';

const documents = {
  'request.schema.json': requestJsonSchema(),
  'schedule.schema.json': scheduleJsonSchema(),
};

for (const [name, schema] of Object.entries(documents)) {
  const text = await format(JSON.stringify(schema), { parser: 'json', printWidth: 100 });
  await writeFile(new URL(`../docs/${name}`, import.meta.url), text);
}
