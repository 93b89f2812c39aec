/** Where files may be kept, by the names of `--store`. */
export const STORAGE_KINDS = ['file', 's3'] as const;
export type StorageKind = (typeof STORAGE_KINDS)[number];
