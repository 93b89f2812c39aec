/** The workflows as one file: made at build time, or by the worker at its start. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkerOptions } from '@temporalio/worker';

/** Sources run as `.ts` in development and as `.js` when built. */
const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const WORKFLOWS_PATH = pathOf(`../workflows/index.${EXTENSION}`);
const INTERCEPTORS_PATH = pathOf(`../workflows/trace-interceptor.${EXTENSION}`);
const BUILT_BUNDLE = pathOf('../workflow-bundle.js');

export const PAYLOAD_CONVERTER_PATH = pathOf(`./payload-converter.${EXTENSION}`);

/**
 * Evaluated once in a thread instead of for every run. They may be, because none of them holds anything of a run; `npm run lint`
 * sees to that.
 */
const SHARED_BY_RUNS = [WORKFLOWS_PATH, INTERCEPTORS_PATH];

type WorkflowSource = Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'bundlerOptions'> & {
  /** Of a bundle none: it has them in it. */
  readonly interceptorModules: string[];
};

/** `setting`: a file, or `auto`. A prebuilt bundle starts faster and leaves about 100 MB to the downloads. */
export function workflowSource(setting: string): WorkflowSource {
  if (setting === 'auto' && !existsSync(BUILT_BUNDLE)) {
    return {
      workflowsPath: WORKFLOWS_PATH,
      interceptorModules: [INTERCEPTORS_PATH],
      bundlerOptions: { preloadModules: SHARED_BY_RUNS },
    };
  }
  const codePath = setting === 'auto' ? BUILT_BUNDLE : setting;
  return { workflowBundle: { codePath }, interceptorModules: [] };
}

/** Source text of the bundle, for `EXTRACT_WORKFLOW_BUNDLE`. */
export async function bundleWorkflows(): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: WORKFLOWS_PATH,
    payloadConverterPath: PAYLOAD_CONVERTER_PATH,
    workflowInterceptorModules: [INTERCEPTORS_PATH],
    preloadModules: SHARED_BY_RUNS,
    // Its progress is of no use to whoever builds.
    logger: { ...console, trace: ignore, debug: ignore, info: ignore, log: ignore },
  });
  return code;
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

function ignore(): void {}
