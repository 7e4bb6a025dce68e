/** Signals: docs/fraud.md lists each of them as it is, and money reads as decimal text. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decimalText, SIGNAL_NAMES, SIGNALS, shownSignal } from '../../../src/functions/score/signals.ts';

const page = readFileSync(new URL('../../../../docs/fraud.md', import.meta.url), 'utf8');

describe('signals', () => {
  it('stand in the docs, each with its kind and meaning, and no others', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` \| (number|money|text|flag) \| (.+) \|$/gm)].map((row) => row.slice(1));
    expect(rows).toEqual(SIGNAL_NAMES.map((name) => [name, SIGNALS[name].kind, SIGNALS[name].about]));
  });

  it('are shown as they are, but for money', () => {
    expect(shownSignal('orderValue', 1_234_500)).toBe('123.45');
    expect(shownSignal('ipOrders5m', 5)).toBe(5);
    expect(shownSignal('usualValue', null)).toBeNull();
    expect([0, 1, 100, 12_345_600, -50_000].map(decimalText)).toEqual(['0.00', '0.0001', '0.01', '1234.56', '-5.00']);
  });
});
