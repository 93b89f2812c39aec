import { describe, expect, it } from 'vitest';
import { didYouMean, nearestName } from '../../../src/interface/spelling.ts';

const KNOWN = ['fields', 'format', 'windowSize', 'activityTypeIds'];

describe('did you mean', () => {
  it.each([
    ['feilds', 'fields'],
    ['field', 'fields'],
    ['FORMAT', 'format'],
    ['window-size', 'windowSize'],
    ['activity_type_ids', 'activityTypeIds'],
    ['activityTypes', 'activityTypeIds'],
    ['colour', undefined],
    ['', undefined],
    ['x'.repeat(100_000), undefined],
  ])('%s → %s', (name, nearest) => {
    expect(nearestName(name, KNOWN)).toBe(nearest);
  });

  it('is silent when nothing is near', () => {
    expect(didYouMean('zzz', KNOWN)).toBe('');
    expect(didYouMean('feilds', KNOWN)).toBe(' Did you mean "fields"?');
  });
});
