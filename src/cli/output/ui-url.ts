/** Where the run can be looked at in Temporal's web UI, when it is known where that is. */
export function uiUrlOf(
  run: { readonly workflowId: string; readonly runId: string },
  where: {
    readonly env: NodeJS.ProcessEnv;
    readonly address: string;
    readonly namespace: string;
  },
): string | undefined {
  const base = uiBase(where);
  if (base === undefined) return undefined;
  const path = [where.namespace, 'workflows', run.workflowId, run.runId, 'history'];
  return `${base}/namespaces/${path.map(encodeURIComponent).join('/')}`;
}

/** TEMPORAL_UI_URL, else the UI of a dev server on this machine at its usual ports. */
function uiBase({ env, address }: { env: NodeJS.ProcessEnv; address: string }): string | undefined {
  const set = env.TEMPORAL_UI_URL;
  if (set !== undefined && set !== '') return set.replace(/\/+$/, '');
  const local = ['localhost:7233', '127.0.0.1:7233'].includes(address);
  return local ? 'http://localhost:8233' : undefined;
}
