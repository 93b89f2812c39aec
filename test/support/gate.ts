/** Something waits for `held` until a test lets it go. */
export function gate(): { readonly held: Promise<void>; readonly letGo: () => void } {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  return { held, letGo };
}
