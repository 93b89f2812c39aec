// Writes dist/workflow-bundle.js, which a built worker takes by itself.
import { writeFile } from 'node:fs/promises';
import { bundleWorkflows } from '../src/worker/workflow-bundle.ts';

await writeFile(new URL('../dist/workflow-bundle.js', import.meta.url), await bundleWorkflows());
