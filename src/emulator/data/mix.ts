/**
 * A well-mixed 32-bit figure from a seed and a place (murmur3's finaliser over both halves).
 * Everything random in the universe comes from here, so the same seed gives the same world.
 */
export function mix(seed: number, place: number): number {
  const high = Math.floor(place / 4_294_967_296);
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(high + 1, 0xc2b2ae35);
  hash = Math.imul(hash ^ (place >>> 0), 0xcc9e2d51);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A small stream of choices for building things that are not on the hot path. */
export class Dice {
  readonly #seed: number;
  #count = 0;

  constructor(seed: number, place: number) {
    this.#seed = mix(seed, place);
  }

  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number {
    this.#count += 1;
    return mix(this.#seed, this.#count) % below;
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.below(choices.length)];
    if (choice === undefined) throw new RangeError('Nothing to pick from');
    return choice;
  }

  /** True in `percent` of the cases. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
}
