/** Random orders for `stepper.ts`. */
import fc from 'fast-check';

const MOST_STEPS_AT_ONCE = 4;

/**
 * In bursts: what goes wrong needs one actor to sleep through many steps of another, which a coin thrown before every
 * step hardly ever finds. Which of several steps that an actor takes at once comes first is drawn anew each time.
 */
export function burstyChoices(actors: number): fc.Arbitrary<number[]> {
  const steps = fc.array(fc.nat({ max: MOST_STEPS_AT_ONCE - 1 }), { minLength: 1, maxLength: 14 });
  return fc
    .array(fc.tuple(fc.nat({ max: actors - 1 }), steps), { minLength: 4, maxLength: 20 })
    .map((bursts) => bursts.flatMap(([who, which]) => which.map((one) => who + actors * one)));
}

/** By actor: the step before which it is killed, if it is. */
export function deaths(actors: number, steps: number): fc.Arbitrary<(number | undefined)[]> {
  const death = fc.option(fc.nat({ max: steps }), { nil: undefined });
  return fc.array(death, { minLength: actors, maxLength: actors });
}
