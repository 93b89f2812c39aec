/** What became of a variable's text. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      /** What is wrong, why, and what to write. Never holds a secret. */
      readonly fault: string;
    };

/** Text, already trimmed and never empty → a value. */
export type Reader<T> = (text: string) => Reading<T>;

export function good<T>(value: T): Reading<T> {
  return { ok: true, value };
}

export function bad(fault: string): { readonly ok: false; readonly fault: string } {
  return { ok: false, fault };
}
