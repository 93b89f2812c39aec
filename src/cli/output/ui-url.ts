interface Where {
  readonly env: NodeJS.ProcessEnv;
  readonly address: string;
  readonly namespace: string;
}

/** Where the run can be looked at in Temporal's web UI, when it is known where that is. */
export function uiUrlOf(
  run: { readonly workflowId: string; readonly runId: string },
  where: Where,
): string | undefined {
  return pageOf(['workflows', run.workflowId, run.runId, 'history'], where);
}

/** The same for a schedule. */
export function scheduleUiUrl(scheduleId: string, where: Where): string | undefined {
  return pageOf(['schedules', scheduleId], where);
}

function pageOf(page: readonly string[], where: Where): string | undefined {
  const base = uiBase(where);
  if (base === undefined) return undefined;
  return `${base}/namespaces/${[where.namespace, ...page].map(encodeURIComponent).join('/')}`;
}

/** TEMPORAL_UI_URL, else the UI of a dev server on this machine at its usual ports. */
function uiBase({ env, address }: Where): string | undefined {
  const set = env.TEMPORAL_UI_URL;
  if (set !== undefined && set !== '') return set.replace(/\/+$/, '');
  const local = ['localhost:7233', '127.0.0.1:7233'].includes(address);
  return local ? 'http://localhost:8233' : undefined;
}
