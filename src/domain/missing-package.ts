/** True of the error of an `import` that did not find a package of `scope`, as `@aws-sdk/`. */
export function isMissingPackage(error: unknown, scope: string): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.includes(scope)
  );
}
