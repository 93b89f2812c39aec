import type { OutgoingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { EmulatorOptions } from '../../../src/emulator/index.ts';
import type { RawCall } from '../raw-request.ts';

/** A call that a client makes before it exports, and the members of the answer that it goes by. */
export interface FirstCall {
  readonly call: RawCall;
  readonly reads: z.ZodType;
}

/** How one public client talks to Marketo: what goes over the wire, as it was read and seen. */
export interface Client {
  /** Family and version. */
  readonly name: string;
  /** Without these the emulator refuses it, as Marketo does today. */
  readonly options?: EmulatorOptions;
  readonly token: RawCall;
  /** Adds to a call what the client sends with each. */
  readonly signed: (call: RawCall, token: string) => RawCall;
  readonly first: readonly FirstCall[];
  readonly create: RawCall;
  readonly enqueue: (exportId: string) => RawCall;
  readonly status: (exportId: string) => RawCall;
  /** The calls that fetch the file, in order; their bodies make it up. */
  readonly fetches: (exportId: string, fileSize: number) => readonly RawCall[];
}

export const EXPORT = '/bulk/v1/activities/export';
export const JSON_TYPE = { 'Content-Type': 'application/json' };
export const FORM_TYPE = { 'Content-Type': 'application/x-www-form-urlencoded' };
export const CREDENTIALS = 'grant_type=client_credentials&client_id=demo&client_secret=demo';

const attribute = z.object({ name: z.string(), dataType: z.string() });

/** What clients read of an activity type to name their streams and columns. */
export const activityTypes = z.object({
  success: z.literal(true),
  result: z
    .array(
      z.object({
        id: z.int(),
        name: z.string(),
        primaryAttribute: attribute.optional(),
        attributes: z.array(attribute).optional(),
      }),
    )
    .min(1),
});

/** What clients read of the fields of a lead; some skip those without `rest`. */
export const leadFields = z.object({
  result: z
    .array(
      z.object({
        displayName: z.string(),
        dataType: z.string(),
        rest: z.object({ name: z.string() }).optional(),
      }),
    )
    .min(1),
});

/** A list of jobs, which is there even when no job is. */
export const jobList = z.object({
  success: z.literal(true),
  result: z.array(z.object({ exportId: z.string(), status: z.string() })),
});

/** A call with headers added; those of the call itself win. */
export function withHeaders(call: RawCall, headers: OutgoingHttpHeaders): RawCall {
  return { ...call, headers: { ...headers, ...call.headers } };
}

/** The token in the header, which is the only way since August 2026. */
export function bearer(headers: OutgoingHttpHeaders): Client['signed'] {
  return (call, token) => withHeaders(call, { ...headers, Authorization: `Bearer ${token}` });
}

/** The token in the query, as older clients have it. */
export function tokenInQuery(headers: OutgoingHttpHeaders): Client['signed'] {
  return (call, token) => {
    const joint = call.path.includes('?') ? '&' : '?';
    const path = `${call.path}${joint}access_token=${encodeURIComponent(token)}`;
    return withHeaders({ ...call, path }, headers);
  };
}

/** The three calls on one job where nothing is peculiar. */
export const plainCalls: Pick<Client, 'enqueue' | 'status' | 'fetches'> = {
  enqueue: (exportId) => ({ method: 'POST', path: `${EXPORT}/${exportId}/enqueue.json` }),
  status: (exportId) => ({ path: `${EXPORT}/${exportId}/status.json` }),
  fetches: (exportId) => [{ path: `${EXPORT}/${exportId}/file.json` }],
};

/** A create with a JSON body. */
export function create(body: unknown, headers: OutgoingHttpHeaders = JSON_TYPE): RawCall {
  return { method: 'POST', path: `${EXPORT}/create.json`, headers, body: JSON.stringify(body) };
}
