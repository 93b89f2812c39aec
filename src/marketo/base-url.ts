/** The base URL as an administrator pastes it → the origin that both bulk and REST paths are put behind. */

export type BaseUrl =
  | { readonly ok: true; /** Origin, no path, no trailing slash. */ readonly url: string }
  | {
      readonly ok: false;
      /** What is wrong, why, and what to write instead. */ readonly fault: string;
    };

const MUNCHKIN_ID = /^\d{3}-\w{3}-\d{3}$/;
/** Admin shows two endpoints, `…/rest` and `…/identity`; bulk paths stand beside them (contract §1, Base URL). */
const KNOWN_PATH = /^\/?(rest|identity)?\/?$/;
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const EXAMPLE = 'Write it like https://123-ABC-456.mktorest.com (Admin > Web Services > REST API).';

/**
 * Accepts `https://123-ABC-456.mktorest.com`, the same with `/`, `/rest` or `/identity`, and the bare munchkin id.
 * Plain http is for loopback hosts (an emulator) unless `allowHttp`: the client secret travels with every token call.
 * The fault never repeats the text, which may hold a password.
 */
export function normalizeBaseUrl(
  text: string,
  { allowHttp = false }: { readonly allowHttp?: boolean } = {},
): BaseUrl {
  const trimmed = text.trim();
  const written = MUNCHKIN_ID.test(trimmed) ? `https://${trimmed}.mktorest.com` : trimmed;
  const url = URL.canParse(written) ? new URL(written) : undefined;
  const fault = url === undefined ? unparsable(trimmed) : faultOf(url, allowHttp);
  return url === undefined || fault !== undefined
    ? { ok: false, fault: fault ?? unparsable(trimmed) }
    : { ok: true, url: url.origin };
}

function unparsable(text: string): string {
  const what = text === '' ? 'is empty' : 'is neither a URL nor a munchkin id';
  return `The Marketo base URL ${what}, so there is no host to call. ${EXAMPLE}`;
}

function faultOf(url: URL, allowHttp: boolean): string | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return `The Marketo base URL does not start with https://, the only protocol that Marketo speaks. ${EXAMPLE}`;
  }
  if (url.protocol === 'http:' && !allowHttp && !LOOPBACK.test(url.hostname)) {
    return `The Marketo base URL is plain http to ${url.hostname}: the client secret would cross the network unencrypted. Write https://, or allow http explicitly for a test server.`;
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return `The Marketo base URL carries credentials, a query or a fragment; those would end up in logs. ${EXAMPLE}`;
  }
  if (!KNOWN_PATH.test(url.pathname)) {
    return `The Marketo base URL has a path other than /rest or /identity, and bulk paths start at the root of the host. ${EXAMPLE}`;
  }
  return undefined;
}
