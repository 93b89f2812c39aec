import { messageOf } from '../domain/message-of.ts';

/** Why a worker ended by itself, for whoever reads the last line of its log. */
export function lastWords(error: unknown): string {
  const message = messageOf(error);
  // What the SDK says in the end of a worker that could not drain; the reason it has logged before.
  if (!message.startsWith('Worker still in use')) return message;
  return 'it could not work with Temporal any more. The line "Worker failed" of its log says why; "Request unauthorized" is a key or certificate that is refused.';
}
