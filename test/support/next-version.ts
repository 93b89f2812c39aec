/** The workflows with a change as CONTRIBUTING.md asks for it: one more command, behind `patched`. */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { PAYLOAD_CONVERTER_PATH } from '../../src/worker/workflow-bundle.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const PATCH = 'rehearsed-change';

/** Where the run and where each of its windows gets its new first command. */
const CHANGES = [
  ['extract-activities.ts', '  const run = (extract.run ??= await resolve(request));\n'],
  ['export-window.ts', '    const run = openRun(input, resumed);\n'],
] as const;
const COMMAND = `if (patched('${PATCH}')) upsertMemo({ rehearsed: true });\n`;

export interface NextVersion extends AsyncDisposable {
  /** For `EXTRACT_WORKFLOW_BUNDLE`. */
  readonly bundle: string;
}

export async function nextVersion(): Promise<NextVersion> {
  const folder = await mkdtemp(join(tmpdir(), 'extract-next-version-'));
  const workflows = join(folder, 'src/workflows');
  await cp(join(ROOT, 'src'), join(folder, 'src'), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const [file, line] of CHANGES) await change(join(workflows, file), line);
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(workflows, 'index.ts'),
    workflowInterceptorModules: [join(workflows, 'trace-interceptor.ts')],
    payloadConverterPath: PAYLOAD_CONVERTER_PATH,
    logger: { ...console, trace() {}, debug() {}, info() {}, log() {} },
  });
  const bundle = join(folder, 'workflow-bundle.js');
  await writeFile(bundle, code);
  const dispose = () => rm(folder, { recursive: true, force: true });
  return { bundle, [Symbol.asyncDispose]: dispose };
}

async function change(path: string, before: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  if (!text.includes(before)) throw new Error(`${path} has no line ${before}`);
  const imported = `import { patched, upsertMemo as remember } from '@temporalio/workflow';\n`;
  const command = COMMAND.replace('upsertMemo', 'remember');
  await writeFile(path, imported + text.replace(before, `${command}${before}`));
}
