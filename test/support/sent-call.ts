import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { DiagnosticsChannel } from 'undici';

/** Undici's, of its own copy and of the one in Node alike. */
const SENT = 'undici:client:sendHeaders';

/** Resolves when this process has sent its next HTTP call whose path ends so: no answer can have come by then. */
export function sentCall(ending: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (message: unknown) => {
      const { request } = message as DiagnosticsChannel.ClientSendHeadersMessage;
      if (!request.path.endsWith(ending)) return;
      unsubscribe(SENT, look);
      resolve();
    };
    subscribe(SENT, look);
  });
}
