/** The envelope of every JSON answer (contract §2.1). `success: true` is success; the HTTP status is not. */
import { z } from 'zod';
import { readText, unusable } from './answer-text.ts';
import type { Call } from './call.ts';
import type { CallTimeouts } from './client-config.ts';
import type { MarketoError } from './errors.ts';
import { refusalError, statusError } from './refusals.ts';
import type { HttpAnswer } from './transport.ts';

/** Marketo leaves out what is empty, and some fixtures write null for it. */
const envelopeSchema = z.looseObject({
  success: z.boolean(),
  requestId: z.string().nullish(),
  result: z.array(z.unknown()).nullish(),
  errors: z
    .array(
      z.looseObject({
        code: z.union([z.string(), z.number()]).transform(String),
        message: z.string().nullish(),
      }),
    )
    .nullish(),
  nextPageToken: z.string().nullish(),
});

export type Envelope = z.infer<typeof envelopeSchema>;

/** What surrounds the reading of one answer. */
export interface Reading {
  readonly call: Call;
  readonly timeouts: CallTimeouts;
  /** Never to be repeated in a message: the token in use and the client secret. */
  readonly secrets: readonly string[];
}

/** Undefined when the text is not JSON or not an envelope. */
export function parseEnvelope(text: string): Envelope | undefined {
  try {
    return envelopeSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Reads the answer to its end and returns the envelope of a success; throws `MarketoError` for all else. */
export async function readEnvelope(answer: HttpAnswer, reading: Reading): Promise<Envelope> {
  const { call } = reading;
  const text = await readText(answer, call, reading.timeouts);
  const envelope = parseEnvelope(text);
  const is2xx = answer.status >= 200 && answer.status < 300;
  if (envelope?.success === true && is2xx) return envelope;
  if (envelope?.success === false) throw envelopeError(envelope, answer, reading);
  if (!is2xx) throw statusError(answer, call);
  throw unusable(text === '' ? 'sent an empty answer' : 'sent no envelope', answer, call);
}

/** `success: false` → the error of its first code. */
export function envelopeError(
  envelope: Envelope,
  answer: HttpAnswer,
  { call, secrets }: Reading,
): MarketoError {
  const first = envelope.errors?.[0];
  if (first === undefined) return unusable('refused without saying why', answer, call);
  const { code, message } = first;
  const requestId = envelope.requestId ?? undefined;
  return refusalError({ code, message: message ?? '', requestId }, answer, call, secrets);
}
