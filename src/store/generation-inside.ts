/** The generation that a stored document tells of itself; 0 when it tells of none. */
export function generationInside(body: Uint8Array): number {
  try {
    const document: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof document !== 'object' || document === null) return 0;
    return 'generation' in document && typeof document.generation === 'number'
      ? document.generation
      : 0;
  } catch {
    return 0;
  }
}
