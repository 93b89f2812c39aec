/** Raw HTTP to an instance of Marketo, on purpose without this program's own client. */
import { Agent, request, type Dispatcher } from 'undici';
import type { Pace } from './pace.ts';
import type { Credentials } from './settings.ts';

/** Members of an envelope, as far as a claim is made of them. */
export interface Envelope {
  readonly requestId?: unknown;
  readonly success?: unknown;
  readonly result?: readonly Record<string, unknown>[];
  readonly errors?: readonly { readonly code?: unknown; readonly message?: unknown }[];
  readonly nextPageToken?: unknown;
}

export interface Reply {
  readonly status: number;
  /** By lower-case name. */
  header(name: string): string | undefined;
  readonly bytes: Buffer;
  /** Undefined when the body is not a JSON object. */
  readonly json: Envelope | undefined;
}

export interface Question {
  readonly method?: Dispatcher.HttpMethod;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const TOKEN_CODES = ['601', '602'];
/** Limits that all programs of a subscription share: not this call's fault, so it is asked again. */
const BUSY_CODES = ['606', '615'];
const BUSY_TRIES = 5;

export class Wire {
  readonly #credentials: Credentials;
  readonly #pace: Pace;
  readonly #agent = new Agent();
  #token: string | undefined;
  /** Calls so far, those of identity included. */
  calls = 0;

  constructor(credentials: Credentials, pace: Pace) {
    this.#credentials = credentials;
    this.#pace = pace;
  }

  /** A call as it stands: no token is added, nothing is repeated. */
  async send({ method = 'GET', path, query = {}, headers = {}, body }: Question): Promise<Reply> {
    await this.#pace.turn();
    this.calls += 1;
    const answer = await request(`${this.#credentials.baseUrl}${path}`, {
      method,
      query,
      headers: { ...headers },
      body: body ?? null,
      dispatcher: this.#agent,
    });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    const header = (name: string) => [answer.headers[name] ?? []].flat()[0];
    return { status: answer.statusCode, header, bytes, json: parsed(bytes) };
  }

  /** A call with the token: renewed once when it has expired, repeated when others use the limits up. */
  async call(question: Question): Promise<Reply> {
    let reply = await this.#withToken(question);
    for (let tries = 1; BUSY_CODES.includes(codeOf(reply)) && tries < BUSY_TRIES; tries += 1) {
      await this.#pace.rest();
      reply = await this.#withToken(question);
    }
    if (!TOKEN_CODES.includes(codeOf(reply))) return reply;
    this.#token = undefined;
    return this.#withToken(question);
  }

  /** Asks the identity service; `change` replaces parameters. */
  identity(method: 'GET' | 'POST', change: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.send({ method, path: IDENTITY, query: { ...this.parameters, ...change } });
  }

  get parameters(): Record<string, string> {
    const { clientId, clientSecret } = this.#credentials;
    return {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    };
  }

  close(): Promise<void> {
    return this.#agent.close();
  }

  async #withToken(question: Question): Promise<Reply> {
    this.#token ??= await this.#fetchToken();
    const headers = { ...question.headers, authorization: `Bearer ${this.#token}` };
    return this.send({ ...question, headers });
  }

  async #fetchToken(): Promise<string> {
    const reply = await this.identity('GET');
    const token = (reply.json as { access_token?: unknown } | undefined)?.access_token;
    if (typeof token === 'string') return token;
    throw new Error(`Identity gave no token (HTTP ${reply.status}): check the credentials`);
  }
}

export const IDENTITY = '/identity/oauth/token';

/** The first error's code, quoted or not; empty without one. */
export function codeOf({ json }: Reply): string {
  const code = json?.errors?.[0]?.code;
  return typeof code === 'string' || typeof code === 'number' ? String(code) : '';
}

function parsed(bytes: Buffer): Envelope | undefined {
  if (bytes[0] !== '{'.charCodeAt(0)) return undefined;
  try {
    // An object; every member is `unknown` or looked at before use.
    return JSON.parse(bytes.toString('utf8')) as Envelope;
  } catch {
    return undefined;
  }
}
