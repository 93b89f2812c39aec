/** `parts` with every member there. */
export type Complete<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };

/** True when no member is undefined: what was read in parts is whole. */
export function isComplete<T extends object>(parts: T): parts is T & Complete<T> {
  return Object.values(parts).every((part) => part !== undefined);
}
