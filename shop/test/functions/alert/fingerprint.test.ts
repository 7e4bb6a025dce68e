import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../src/functions/alert/fingerprint.ts';
import { matcherText, matchesAll, parseMatcher } from '../../../src/functions/alert/matcher.ts';

describe('a fingerprint', () => {
  it('is what Prometheus makes of the same labels', () => {
    // From the tests of github.com/prometheus/common, model/signature_test.go.
    expect(BigInt(`0x${fingerprintOf({})}`)).toBe(14695981039346656037n);
    expect(BigInt(`0x${fingerprintOf({ name: 'garland, briggs', fear: 'love is not enough' })}`)).toBe(
      5799056148416392346n,
    );
  });

  it('does not depend on the order of the labels', () => {
    expect(fingerprintOf({ a: '1', b: '2' })).toBe(fingerprintOf({ b: '2', a: '1' }));
    expect(fingerprintOf({ a: '12', b: '' })).not.toBe(fingerprintOf({ a: '1', b: '2' }));
  });
});

describe('a matcher', () => {
  it('reads what it has written', () => {
    const matcher = fc.record({
      name: fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/),
      value: fc.stringMatching(/^[ -~]{0,12}$/),
      isRegex: fc.boolean(),
      isEqual: fc.boolean(),
    });
    fc.assert(
      fc.property(matcher, (each) => {
        expect(parseMatcher(matcherText(each))).toEqual(each);
      }),
    );
  });

  it('takes values without quotes, and refuses what is none', () => {
    expect(parseMatcher('severity=critical')).toEqual({
      name: 'severity',
      value: 'critical',
      isRegex: false,
      isEqual: true,
    });
    expect(parseMatcher('a !~ "x|y"')).toEqual({ name: 'a', value: 'x|y', isRegex: true, isEqual: false });
    expect(parseMatcher('critical')).toBeUndefined();
    expect(parseMatcher('1a=b')).toBeUndefined();
  });

  it('takes linear time for patterns that would hold up others', () => {
    const evil = { name: 'a', value: '(x+x+)+y', isRegex: true, isEqual: true };
    const startedMs = performance.now();
    expect(matchesAll([evil], { a: 'x'.repeat(5_000) })).toBe(false);
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });

  it('takes a missing label for an empty one', () => {
    expect(matchesAll([{ name: 'a', value: '', isRegex: false, isEqual: true }], {})).toBe(true);
    expect(matchesAll([{ name: 'a', value: '.+', isRegex: true, isEqual: false }], {})).toBe(true);
  });
});
