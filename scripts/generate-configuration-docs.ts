// Writes the table of docs/configuration.md and .env.example from the settings. A test fails when they differ.
import { readFile, writeFile } from 'node:fs/promises';
import { environmentExample, settingsTable } from '../src/config/documentation.ts';

const page = new URL('../docs/configuration.md', import.meta.url);
const [start, end] = ['<!-- settings: generated -->', '<!-- end of settings -->'];
const text = await readFile(page, 'utf8');
const [before, rest] = text.split(start);
const after = rest?.split(end)[1];
if (before === undefined || after === undefined) throw new Error(`${start} … ${end} is missing`);

await writeFile(page, `${before}${start}\n\n${settingsTable()}\n\n${end}${after}`);
await writeFile(new URL('../.env.example', import.meta.url), environmentExample());
