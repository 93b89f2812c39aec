/** The copy of docs/s3.md, "Moving from a folder to a bucket", as `aws s3 sync` makes it. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { S3Server } from './s3-server.ts';

const LEFT_OUT = new Set(['.staging', '.generations']);

export async function copyToBucket(
  folder: string,
  server: Pick<S3Server, 'put'>,
  to: { readonly bucket: string; readonly prefix: string },
): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const key = relative(folder, path);
    if (!entry.isFile() || key.split('/').some((segment) => LEFT_OUT.has(segment))) continue;
    await server.put(to.bucket, `${to.prefix}/${key}`, await readFile(path));
  }
}
