// Writes the reference of docs/cli.md from the commands. A test fails when they differ.
import { readFile, writeFile } from 'node:fs/promises';
import { processIo } from '../src/cli/io.ts';
import { buildProgram } from '../src/cli/program.ts';
import { commandReference } from '../src/cli/reference.ts';

const page = new URL('../docs/cli.md', import.meta.url);
const [start, end] = ['<!-- commands: generated -->', '<!-- end of commands -->'];
const text = await readFile(page, 'utf8');
const [before, rest] = text.split(start);
const after = rest?.split(end)[1];
if (before === undefined || after === undefined) throw new Error(`${start} … ${end} is missing`);

const program = await buildProgram({ io: processIo(), exitCode: 0 }, { emulator: true });
await writeFile(page, `${before}${start}\n\n${commandReference(program)}\n\n${end}${after}`);
