/** What a server test needs of the one dev server that `global-setup.ts` started. */
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** `127.0.0.1:port` of the dev server shared by all server tests. */
    temporalAddress: string;
    /** The `temporal` executable, for tests that start a server of their own. */
    temporalExecutable: string;
    /** A bundle of the workflows, for `EXTRACT_WORKFLOW_BUNDLE`. */
    workflowBundle: string;
  }
}

export function temporalAddress(): string {
  return inject('temporalAddress');
}

export function workflowBundle(): string {
  return inject('workflowBundle');
}

/** A task queue that no other test file uses. */
export function randomTaskQueue(prefix = 'test'): string {
  return `${prefix}-${randomUUID()}`;
}

/** A client, of the shared dev server unless an address is given; close its connection in `afterAll`. */
export async function connectTemporal(address = temporalAddress()): Promise<Client> {
  return new Client({ connection: await Connection.connect({ address }) });
}
