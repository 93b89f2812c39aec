import { UsageError } from '../exit-code.ts';

interface Where {
  readonly env: NodeJS.ProcessEnv;
  readonly address: string;
  readonly namespace: string;
}

const CLOUD_UI = 'https://cloud.temporal.io';
/** A namespace's own address, and the address of a region for API keys. */
const CLOUD_HOST = /\.(tmprl\.cloud|api\.temporal\.io)$/;
const LOOPBACK_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
/** `temporal server start-dev` puts its UI so many ports above the server, unless told otherwise. */
const DEV_SERVER_STEP = 1_000;

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

/** TEMPORAL_UI_URL, else Temporal Cloud's, or that of a dev server on this machine, as the address tells. */
function uiBase({ env, address }: Where): string | undefined {
  const set = givenBase(env);
  if (set !== undefined) return set;
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(address) ?? [];
  if (CLOUD_HOST.test(host)) return CLOUD_UI;
  const uiPort = Number(port) + DEV_SERVER_STEP;
  return LOOPBACK_HOST.test(host) && uiPort < 65_536 ? `http://localhost:${uiPort}` : undefined;
}

/** What TEMPORAL_UI_URL says, for asking before anything is started. Throws a `UsageError` when it is no web address. */
export function givenBase({ TEMPORAL_UI_URL: given = '' }: NodeJS.ProcessEnv): string | undefined {
  const text = given.trim();
  if (text === '') return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && ['http:', 'https:'].includes(url.protocol)) {
    return text.replace(/\/+$/, '');
  }
  throw new UsageError(
    `TEMPORAL_UI_URL is no address of a web page: ${JSON.stringify(text)}. ` +
      'Give where the Temporal UI is, e.g. https://temporal.example.com, or leave it out.',
  );
}
