/** The configured Marketo instances: to each its own client, and with it its own token, limits and connections. */
import { createMarketoClient, type MarketoClientConfig } from './client.ts';
import type { CallObserver } from './observe.ts';
import type { MarketoClient } from './types.ts';

export interface MarketoInstances {
  /** Names in the order of the configuration. */
  readonly names: readonly string[];
  /** The one client of that instance; undefined when there is no such instance here. */
  get(name: string): MarketoClient | undefined;
  close(): Promise<void>;
}

/** With more than one, errors name the instance that they are about. `observe`: the observer of each. */
export function openInstances(
  configs: ReadonlyMap<string, MarketoClientConfig>,
  observe?: (instance: string) => CallObserver,
): MarketoInstances {
  const clients = new Map(
    [...configs].map(([name, config]) => {
      const label = configs.size > 1 ? { label: name } : {};
      const observer = observe === undefined ? {} : { observer: observe(name) };
      return [name, createMarketoClient({ ...config, ...label, ...observer })] as const;
    }),
  );
  return {
    names: [...clients.keys()],
    get: (name) => clients.get(name),
    close: async () => {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}
