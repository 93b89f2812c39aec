import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { LoggedCall } from '../call-log.ts';
import type { Switches } from '../switches.ts';

export type ApiContext = Context<{ Bindings: HttpBindings }>;

/** A request as the emulator takes it, whichever way the client wrote it. */
export interface ApiRequest {
  /** GET for HEAD too, and for a POST that asks for it. */
  readonly method: string;
  /** The query, with the form body of a POST that stands for a GET. */
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly bodyText: string;
  readonly contentType: string;
}

/** Reads a request whole. */
export async function readRequest(context: ApiContext): Promise<ApiRequest> {
  const bodyText = await context.req.text();
  const contentType = context.req.header('Content-Type') ?? '';
  const query = new URL(context.req.url).searchParams;
  const form = new URLSearchParams(/json/i.test(contentType) ? '' : bodyText);
  const request = { method: context.req.method, query, form, bodyText, contentType };
  if (request.method === 'HEAD') return { ...request, method: 'GET' };
  return standsForGet(request) ? asGet(request) : request;
}

/** `_method=GET` is documented in the URL [D err, leads]; in the form it works here too [I]. */
function standsForGet({ method, query, form }: ApiRequest): boolean {
  const asked = query.get('_method') ?? form.get('_method');
  return method === 'POST' && asked?.toUpperCase() === 'GET';
}

function asGet(request: ApiRequest): ApiRequest {
  const query = new URLSearchParams([...request.query, ...request.form]);
  query.delete('_method');
  return { ...request, method: 'GET', query };
}

/** How the token came. */
export function tokenPlace(context: ApiContext, { query }: ApiRequest): LoggedCall['tokenBy'] {
  if (context.req.header('Authorization') !== undefined) return 'header';
  return query.has('access_token') ? 'query' : 'none';
}

/** A token in the query is as none, even beside a header: a client must never send it (§1). */
export function tokenOf(
  context: ApiContext,
  { query }: ApiRequest,
  switches: Switches,
): string | undefined {
  const fromQuery = query.get('access_token');
  if (fromQuery !== null) return switches.tokenInQuery === 'accepted' ? fromQuery : undefined;
  return /^Bearer (.+)$/i.exec(context.req.header('Authorization') ?? '')?.[1];
}
