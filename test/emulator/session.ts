import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/index.ts';

/** An answer as it came over HTTP. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Envelope;
}

/** The envelope with what the tests look at. */
export interface Envelope {
  readonly requestId?: string;
  readonly success?: boolean;
  readonly result?: Record<string, unknown>[];
  readonly errors?: { code: string; message: string }[];
  readonly nextPageToken?: string;
  readonly moreResult?: boolean;
}

export const BULK = '/bulk/v1/activities/export';

/** A whole day that is past at the start time of the tests. */
export const DAY = { startAt: '2025-06-01T00:00:00Z', endAt: '2025-06-01T23:59:59Z' };
export const START = '2025-06-10T12:00:00Z';

/** A user of the emulator over real HTTP, with no knowledge of any client of ours. */
export class Session {
  readonly emulator: Emulator;
  #token: string | undefined;
  readonly #clientId: string;

  constructor(emulator: Emulator, clientId = 'demo') {
    this.emulator = emulator;
    this.#clientId = clientId;
  }

  /** An emulator at a standing clock, with no lag and a session on it. */
  static async start(options: EmulatorOptions = {}): Promise<Session> {
    const emulator = await startEmulator({
      startTime: START,
      scale: 0,
      statusLagSeconds: 0,
      callsPerSpan: null,
      ...options,
    });
    return new Session(emulator);
  }

  async token(): Promise<string> {
    const query = `grant_type=client_credentials&client_id=${this.#clientId}&client_secret=${this.#clientId}`;
    const response = await fetch(`${this.emulator.url}/identity/oauth/token?${query}`);
    const body = (await response.json()) as { access_token: string };
    return body.access_token;
  }

  async call(method: string, path: string, init: RequestInit = {}): Promise<Reply> {
    const response = await this.raw(method, path, init);
    return read(response);
  }

  async raw(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    this.#token ??= await this.token();
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${this.#token}`);
    return fetch(`${this.emulator.url}${path}`, { ...init, method, headers });
  }

  create(body: unknown): Promise<Reply> {
    const headers = { 'Content-Type': 'application/json' };
    return this.call('POST', `${BULK}/create.json`, { headers, body: JSON.stringify(body) });
  }

  /** Creates a job over a window and returns its id. */
  async created(body: object = {}, createdAt: object = DAY): Promise<string> {
    const reply = await this.create({ filter: { createdAt }, ...body });
    return String(reply.json.result?.[0]?.['exportId']);
  }

  /** A job that is Completed, its clock advanced as far as needed. */
  async completed(body: object = {}, createdAt: object = DAY): Promise<string> {
    const exportId = await this.created(body, createdAt);
    await this.enqueue(exportId);
    await this.emulator.advance(120);
    return exportId;
  }

  enqueue(exportId: string): Promise<Reply> {
    return this.call('POST', `${BULK}/${exportId}/enqueue.json`);
  }

  cancel(exportId: string): Promise<Reply> {
    return this.call('POST', `${BULK}/${exportId}/cancel.json`);
  }

  status(exportId: string): Promise<Reply> {
    return this.call('GET', `${BULK}/${exportId}/status.json`);
  }

  async state(exportId: string): Promise<unknown> {
    return (await this.status(exportId)).json.result?.[0]?.['status'];
  }

  file(exportId: string, range?: string): Promise<Response> {
    const headers = range === undefined ? {} : { Range: range };
    return this.raw('GET', `${BULK}/${exportId}/file.json`, { headers });
  }

  async text(exportId: string): Promise<string> {
    return (await this.file(exportId)).text();
  }
}

/** Reads an answer whole. */
export async function read(response: Response): Promise<Reply> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

/** The first error of an answer as `code message`. */
export function errorOf(reply: Reply): string {
  const error = reply.json.errors?.[0];
  return error === undefined ? 'none' : `${error.code} ${error.message}`;
}

function parsed(text: string): Envelope {
  try {
    return JSON.parse(text) as Envelope;
  } catch {
    return {};
  }
}
