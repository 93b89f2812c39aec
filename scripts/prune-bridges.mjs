// Removes Temporal's native libraries of all platforms but this one from node_modules: some 120 MB of an image.
import { readdirSync, rmSync } from 'node:fs';
import { dirname, resolve, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const common = pathToFileURL(resolve('node_modules/@temporalio/core-bridge/common.js'));
const { getPrebuiltPath } = (await import(common)).default;

// Throws when there is none for this platform, before anything is removed.
const own = dirname(getPrebuiltPath());
const releases = dirname(own);
for (const name of readdirSync(releases)) {
  if (join(releases, name) !== own) rmSync(join(releases, name), { recursive: true });
}
