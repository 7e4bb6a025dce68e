/** Conditions of rules: what holds, what is not known, and what is refused, with its place. */
import { describe, expect, it } from 'vitest';
import { parseCondition } from '../../../src/functions/score/parse-condition.ts';
import { holds, signalsOf, witness } from '../../../src/functions/score/rule-condition.ts';
import type { Signals } from '../../../src/functions/score/signals.ts';
import { someSignals } from './some-signals.ts';

function holdsFor(text: string, given: Partial<Signals>): boolean | null {
  return holds(parseCondition(text), someSignals(given));
}

describe('a condition', () => {
  it.each([
    ['ipOrders5m >= 5', { ipOrders5m: 5 }, true],
    ['ipOrders5m >= 5', { ipOrders5m: 4 }, false],
    ['ipOrders5m >= 5', {}, null],
    ['5 <= ipOrders5m', { ipOrders5m: 6 }, true],
    ['orderValue >= 200', { orderValue: 2_000_000 }, true],
    ['orderValue >= 200.01', { orderValue: 2_000_000 }, false],
    ['orderValue >= 5 * usualValue', { orderValue: 500, usualValue: 100 }, true],
    ['orderValue >= usualValue * 5', { orderValue: 499, usualValue: 100 }, false],
    ['country != profileCountry', { country: 'DE', profileCountry: 'FR' }, true],
    ["country = 'DE'", { country: 'DE' }, true],
    ['country in [KP, "AQ"]', { country: 'AQ' }, true],
    ['country not in [KP, AQ]', { country: 'AQ' }, false],
    ['country in [KP]', {}, null],
    ['bot', { bot: true }, true],
    ['not signedIn', { signedIn: false }, true],
    ['not bot', {}, null],
    ['accountAgeSeconds >= -5', { accountAgeSeconds: -6 }, false],
  ])('%s of %j is %s', (text, given, expected) => {
    expect(holdsFor(text, given)).toBe(expected);
  });

  it('carries on what is not known only where it matters', () => {
    expect(holdsFor('ipOrders5m > 1 or ipOrders1h > 1', { ipOrders5m: 2 })).toBe(true);
    expect(holdsFor('ipOrders5m > 1 or ipOrders1h > 1', { ipOrders5m: 1 })).toBeNull();
    expect(holdsFor('ipOrders5m > 1 and ipOrders1h > 1', { ipOrders1h: 1 })).toBe(false);
    expect(holdsFor('ipOrders5m > 1 and ipOrders1h > 1', { ipOrders1h: 2 })).toBeNull();
  });

  it('binds and closer than or, and brackets closest', () => {
    const given = { bot: true, signedIn: false, priceDiffers: false };
    expect(holdsFor('bot or signedIn and priceDiffers', given)).toBe(true);
    expect(holdsFor('(bot or signedIn) and priceDiffers', given)).toBe(false);
  });

  it('names its signals, and the one that made it hold', () => {
    const condition = parseCondition('ipOrders5m > 9 or ipOrders1h > 1 and ipOrders5m > 0');
    expect(signalsOf(condition)).toEqual(['ipOrders5m', 'ipOrders1h']);
    expect(witness(condition, someSignals({ ipOrders5m: 2, ipOrders1h: 2 }))).toBe('ipOrders1h');
  });

  it.each([
    ['ipOrders5 >= 5', 0, 'there is no signal ipOrders5'],
    ['ipOrders5m >= ', 13, 'a signal, a number or a text in quotes was expected, and the end came'],
    ['ipOrders5m => 5', 12, 'a signal, a number or a text in quotes was expected, and “>” came'],
    ['ipOrders5m >= 5 ipOrders1h', 16, "'and', 'or' or the end was expected, and “ipOrders1h” came"],
    ['ipOrders5m ? 5', 11, '“?” cannot stand here'],
    ['ipOrders5m', 0, 'a comparison is missing'],
    ['(bot', 4, "')' was expected, and the end came"],
    ['country >= 5', 8, 'text cannot be compared with number'],
    ["country > 'DE'", 8, 'texts are equal or not'],
    ['orderValue > ipOrders5m', 11, 'money cannot be compared with number'],
    ['bot = 1', 4, 'flag cannot be compared with number'],
    ['5 > 4', 0, 'no signal is compared here'],
    ['2 * country > 1', 12, 'country is no number'],
    ['ipOrders5m in [5]', 0, 'only a text can be in a list of texts'],
    ['country in [KP', 14, "']' was expected, and the end came"],
  ])('%s is refused at %i: %s', (text, offset, message) => {
    expect(() => parseCondition(text)).toThrow(expect.objectContaining({ offset, message }));
  });

  it('is refused when its brackets go too deep', () => {
    expect(() => parseCondition(`${'('.repeat(60)}bot${')'.repeat(60)}`)).toThrow('nested too deep');
  });
});
