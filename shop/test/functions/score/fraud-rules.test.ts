/** The rules file: read strictly, refused with line and column. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_RULES } from '../../../src/functions/score/default-rules.ts';
import { parseFraudRules } from '../../../src/functions/score/fraud-rules.ts';
import { RulesError } from '../../../src/functions/score/rule-fault.ts';

const HEAD = 'version: 1\noutcomes: { review: 40, decline: 80 }\n';
const RULE = '  - code: A1\n    name: A rule\n    weight: 5\n    when: ipOrders5m >= 5\n';

function refusal(text: string): RulesError {
  try {
    parseFraudRules(text, 'my.yaml');
  } catch (error) {
    if (error instanceof RulesError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('a rules file', () => {
  it('gives bars and rules', () => {
    const rules = parseFraudRules(`${HEAD}rules:\n${RULE}    outcome: decline\n`);
    expect(rules).toMatchObject({
      review: 40,
      decline: 80,
      rules: [{ code: 'A1', name: 'A rule', weight: 5, signals: ['ipOrders5m'], atLeast: 'decline' }],
    });
  });

  it('is good as it is built in, with the codes of the pipeline', () => {
    const codes = parseFraudRules(DEFAULT_RULES).rules.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['IP_BURST', 'RUSHED_ACCOUNT', 'SHARED_DEVICE', 'CARD_FRAUD']));
  });

  it.each([
    ['no YAML', 'version: 1\n\toutcomes: x', 2, 1, 'Tabs are not allowed as indentation'],
    ['nothing at all', '', 1, 1, 'a mapping with version, outcomes, rules was expected'],
    ['another version', HEAD.replace('1', '2').concat('rules: []'), 1, 10, 'version must be 1'],
    ['an unknown member', `${HEAD}rules: []\nrule: 1`, 4, 1, '“rule” is not known here'],
    ['a member twice', `${HEAD}rules: []\nversion: 1`, 4, 1, 'Map keys must be unique'],
    ['a missing member', HEAD, 1, 1, 'rules is missing'],
    [
      'bars the wrong way round',
      'version: 1\noutcomes: { review: 90, decline: 80 }\nrules: []',
      2,
      11,
      'review must not',
    ],
    [
      'a bar that is no number',
      'version: 1\noutcomes: { review: x, decline: 8 }\nrules: []',
      2,
      21,
      'review must be a n',
    ],
    [
      'a bar out of bounds',
      'version: 1\noutcomes: { review: 0, decline: 8 }\nrules: []',
      2,
      21,
      'review must be a whole',
    ],
    ['rules that are no list', `${HEAD}rules: 5`, 3, 8, 'rules must be a list'],
    ['a rule that is no mapping', `${HEAD}rules:\n  - 5`, 4, 5, 'a mapping with code'],
    ['a code in small letters', `${HEAD}rules:\n${RULE.replace('A1', 'a1')}`, 4, 11, '“a1” is no code'],
    ['a code that is kept', `${HEAD}rules:\n${RULE.replace('A1', 'MODEL')}`, 4, 11, 'MODEL is kept'],
    ['a code twice', `${HEAD}rules:\n${RULE}${RULE}`, 8, 11, 'A1 is there twice'],
    ['a weight out of bounds', `${HEAD}rules:\n${RULE.replace('5\n', '101\n')}`, 6, 13, 'weight must be'],
    ['an outcome that cannot be asked for', `${HEAD}rules:\n${RULE}    outcome: approve`, 8, 14, 'outcome cannot be'],
    ['an unknown signal', `${HEAD}rules:\n${RULE.replace('ipOrders5m', 'ipOrder5m')}`, 7, 11, 'no signal ipOrder5m'],
    ['a fault within a condition', `${HEAD}rules:\n${RULE.replace('>= 5', '>= x')}`, 7, 25, 'there is no signal x'],
  ])('with %s is refused with its place', (_what, text, line, column, message) => {
    const error = refusal(text);
    expect(error).toMatchObject({ code: 'RULES_INVALID', line, column });
    expect(error.message).toMatch(new RegExp(`^my\\.yaml:${line}:${column}: `));
    expect(error.message).toContain(message);
    expect(error.hint).not.toBe('');
  });

  it('finds the beginning of a condition that is folded over lines', () => {
    const folded = RULE.replace('when: ipOrders5m >= 5', 'when: >\n      ipOrders5m >= 5\n      or nothing >= 1');
    expect(refusal(`${HEAD}rules:\n${folded}`)).toMatchObject({ line: 7, column: 11 });
  });

  it('suggests the name that was meant', () => {
    expect(refusal(`${HEAD}rules:\n${RULE.replace('weight', 'wieght')}`).hint).toBe('did you mean weight?');
  });
});
