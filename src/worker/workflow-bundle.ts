/** The workflows as one file: made at build time, or by the worker at its start. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkerOptions } from '@temporalio/worker';

/** Sources run as `.ts` in development and as `.js` when built. */
const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const WORKFLOWS_PATH = pathOf(`../workflows/index.${EXTENSION}`);
const BUILT_BUNDLE = pathOf('../workflow-bundle.js');

export const PAYLOAD_CONVERTER_PATH = pathOf(`./payload-converter.${EXTENSION}`);

/** `setting`: a file, or `auto`. A prebuilt bundle starts faster and leaves about 100 MB to the downloads. */
export function workflowSource(
  setting: string,
): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  if (setting !== 'auto') return { workflowBundle: { codePath: setting } };
  return existsSync(BUILT_BUNDLE)
    ? { workflowBundle: { codePath: BUILT_BUNDLE } }
    : { workflowsPath: WORKFLOWS_PATH };
}

/** Source text of the bundle, for `EXTRACT_WORKFLOW_BUNDLE`. */
export async function bundleWorkflows(): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: WORKFLOWS_PATH,
    payloadConverterPath: PAYLOAD_CONVERTER_PATH,
    // Its progress is of no use to whoever builds.
    logger: { ...console, trace: ignore, debug: ignore, info: ignore, log: ignore },
  });
  return code;
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

function ignore(): void {}
