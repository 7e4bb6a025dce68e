/** Conditions in words: what they say must be what is judged, so each kind of condition is read once. */
import { describe, expect, it } from 'vitest';
import { conditionWords } from '../../../src/functions/score/condition-words.ts';
import { DEFAULT_RULES } from '../../../src/functions/score/default-rules.ts';
import { parseFraudRules } from '../../../src/functions/score/fraud-rules.ts';
import { parseCondition } from '../../../src/functions/score/parse-condition.ts';

describe('a condition in words', () => {
  it.each([
    ['ipOrders5m >= 5', 'orders from the address within 5 minutes: at least 5'],
    ['5 <= ipOrders5m', 'orders from the address within 5 minutes: at least 5'],
    ['orderValue < 200', "the order's lines of the last hour together: less than 200.00"],
    ['accountAgeSeconds <= 86400', 'from the registration of the account to the order: at most 1 day'],
    ['accountAgeSeconds > 90', 'from the registration of the account to the order: more than 90 seconds'],
    ['country != profileCountry', 'other than the home country that the account has told'],
    ['country in [DE, FR]', 'one of DE, FR'],
    ['country not in [DE]', 'none of DE'],
    ['not bot', 'not (the sender is taken for a machine)'],
    ['bot and (signedIn or priceDiffers)', ' and (the buyer has an account or a price'],
    ['orderValue >= 5 * usualValue', 'at least 5 times mean worth of the other orders of the buyer within a week'],
  ])('%s', (text, words) => {
    expect(conditionWords(parseCondition(text))).toContain(words);
  });

  it('is there for every rule that is built in', () => {
    for (const { condition } of parseFraudRules(DEFAULT_RULES).rules)
      expect(conditionWords(condition)).toMatch(/\w{4}/);
  });
});
