const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Characters come in groups of so many, filled up with `=`. */
const GROUP = 8;

/** RFC 4648, as Marketo writes its paging tokens. */
export function toBase32(text: string): string {
  const bits = [...Buffer.from(text)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  const characters = groups.map((group) => ALPHABET[parseInt(group.padEnd(5, '0'), 2)] ?? '');
  const length = Math.ceil(characters.length / GROUP) * GROUP;
  return characters.join('').padEnd(length, '=');
}

/** The text behind it; undefined for what is no base32. */
export function fromBase32(encoded: string): string | undefined {
  if (!/^[A-Z2-7]*=*$/.test(encoded)) return undefined;
  const places = (encoded.match(/[^=]/g) ?? []).map((character) => ALPHABET.indexOf(character));
  const bits = places.map((place) => place.toString(2).padStart(5, '0')).join('');
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2));
  return Buffer.from(bytes).toString();
}
