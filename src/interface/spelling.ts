/** "Did you mean": the known name that a mistyped one is nearest to. */

/** Longer names are not typing errors, and comparing them would cost time for nothing. */
const MAX_LENGTH = 60;

/** ` Did you mean "leadId"?`, with a leading space, or nothing when no name is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
}

/** The name that differs by a third of its letters, at most four; case, `_` and `-` do not count. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  const letters = plain(name);
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(letters, plain(candidate)) }))
    .filter(({ candidate, distance }) => distance <= allowance(candidate))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/g, '');
}

/** Insertions, deletions and replacements that turn `a` into `b` (Levenshtein). */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = at(previous, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(at(previous, column) + 1, at(current, column - 1) + 1, replaced));
    }
    previous = current;
  }
  return at(previous, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}

function allowance(name: string): number {
  return Math.min(4, Math.max(1, Math.floor(name.length / 3)));
}
