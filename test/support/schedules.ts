/** Random orders for `stepper.ts`. */
import fc from 'fast-check';

/**
 * In bursts: what goes wrong needs one actor to sleep through many steps of another, which a coin thrown before every
 * step hardly ever finds.
 */
export function burstyChoices(actors: number): fc.Arbitrary<number[]> {
  const burst = fc.tuple(fc.nat({ max: actors - 1 }), fc.integer({ min: 1, max: 14 }));
  return fc
    .array(burst, { minLength: 4, maxLength: 20 })
    .map((bursts) => bursts.flatMap(([who, steps]) => Array.from({ length: steps }, () => who)));
}

/** By actor: the step before which it is killed, if it is. */
export function deaths(actors: number, steps: number): fc.Arbitrary<(number | undefined)[]> {
  const death = fc.option(fc.nat({ max: steps }), { nil: undefined });
  return fc.array(death, { minLength: actors, maxLength: actors });
}
