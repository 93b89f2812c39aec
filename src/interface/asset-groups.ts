/** Which activity types a primary attribute can filter, and what it then names (contract §3.1, since August 2021). */

export interface AssetGroup {
  readonly name: string;
  readonly typeIds: readonly number[];
}

export const ASSET_GROUPS: readonly AssetGroup[] = [
  { name: 'Attribute Name', typeIds: [13, 22] },
  { name: 'Marketing Program', typeIds: [104] },
  { name: 'Static List', typeIds: [24, 25] },
  { name: 'Web Form', typeIds: [2] },
];

/** Delete Lead: the one activity type that bulk extract refuses. */
export const DELETE_LEAD_TYPE_ID = 37;

export function assetGroupOf(typeId: number): AssetGroup | undefined {
  return ASSET_GROUPS.find((group) => group.typeIds.includes(typeId));
}

/** `Attribute Name (13, 22), Marketing Program (104), …` */
export function listAssetGroups(): string {
  return ASSET_GROUPS.map(({ name, typeIds }) => `${name} (${typeIds.join(', ')})`).join(', ');
}
