/** What a role may read; each bulk extract needs the permission of its object. [D act, lead, pm, co] */
export type Permission = 'activity' | 'lead' | 'customObject';

/** An API-only user with its custom service: owner of tokens and of jobs. */
export interface ApiUser {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Calls that need another one are refused with 603. Default all of them. */
  readonly permissions?: readonly Permission[];
}

/** The name that identity gives as `scope` and the usage statistics as `userId`. */
export function userName(clientId: string): string {
  return `${clientId}@example.invalid`;
}

/** Whether the user's role has what a call needs. */
export function mayCall({ permissions }: ApiUser, needed: Permission | null): boolean {
  return needed === null || permissions === undefined || permissions.includes(needed);
}
