/** Addresses whose place is well known; the database is the real one. */
import { describe, expect, it } from 'vitest';
import { placeFinder } from '../../src/function-runtime/place-finder.ts';

const locate = placeFinder();

describe('the place of an address', () => {
  it.each([
    ['8.8.8.8', 'US', 'California'],
    ['193.99.144.80', 'DE', 'Lower Saxony'],
    ['2a02:2e0:3fe:1001:302::', 'DE', 'Lower Saxony'],
    ['::ffff:8.8.8.8', 'US', 'California'],
  ])('%s is %s, %s', (ip, country, region) => {
    expect(locate(ip)).toEqual({ country, region });
  });

  it.each([
    '10.0.0.1',
    '192.168.1.1',
    '127.0.0.1',
    '192.0.2.1',
    '203.0.113.9',
    'fe80::1',
    '::1',
    'fd00::1',
    '',
    '1.2.3',
    '300.1.1.1',
    'not an address',
  ])('%s is nowhere', (ip) => {
    expect(locate(ip)).toBeNull();
  });
});
