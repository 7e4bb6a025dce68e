/** The tracker's masking beside the server's: what the one lets through as no card, the other does too. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { maskCardNumbers } from '../../shop/src/events/mask-secrets.ts';
import { masked } from '../src/mask-secrets.ts';

const CARDS = ['4111111111111111', '4111 1111 1111 1111', '5500-0000-0000-0004', '6011000990139424'];

it('masks cards, and leaves neither more nor less of them than their last four digits', () => {
  for (const card of CARDS) expect(masked('note', `pay ${card}!`)).toBe(`pay ************${card.slice(-4)}!`);
});

it('masks what the server would mask, in texts with one number', () => {
  const number = fc.stringMatching(/^\d{1,22}$/);
  fc.assert(
    fc.property(fc.constantFrom('', '0.', 'n', '-'), fc.oneof(number, fc.constantFrom(...CARDS)), (before, digits) => {
      const text = `a ${before}${digits} b`;
      expect(String(masked('note', text)).includes('*')).toBe(maskCardNumbers(text).includes('*'));
    }),
    { numRuns: 2_000 },
  );
});

it('leaves identifiers and other values as they are', () => {
  expect(masked('orderId', CARDS[0])).toBe(CARDS[0]);
  expect(masked('count', 4_111_111)).toBe(4_111_111);
  expect(masked('userPassword', 'open sesame')).toBe('[masked]');
});
