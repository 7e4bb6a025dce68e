/** Judgements: bars, weights, lists, asked-for outcomes, the model, and rules that cannot be judged. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWorse } from '../../../src/functions/score/decision.ts';
import { parseFraudRules } from '../../../src/functions/score/fraud-rules.ts';
import { judgeOrder } from '../../../src/functions/score/judge-order.ts';
import { parseRiskModel } from '../../../src/functions/score/risk-model.ts';
import { someSignals } from './some-signals.ts';

const rules = parseFraudRules(`
version: 1
outcomes: { review: 40, decline: 80 }
rules:
  - { code: BURST, name: Burst, weight: 45, when: ipOrders5m >= 5 }
  - { code: DEAR, name: Dear, weight: 40, when: orderValue >= 100 }
  - { code: KNOWN_GOOD, name: Good, weight: -30, when: userConfirmedGood >= 1 }
  - { code: KNOWN_BAD, name: Bad, weight: 0, when: userFrauds >= 1, outcome: review }
`);
const judges = { rules, model: null };
const calm = { ipOrders5m: 1, orderValue: 100_000, userConfirmedGood: 0, userFrauds: 0 };

describe('a judgement', () => {
  it('adds up weights and goes by the bars', () => {
    const of = (given: object) => judgeOrder(judges, someSignals({ ...calm, ...given }), []);
    expect(of({})).toMatchObject({ outcome: 'approve', score: 0, reasons: [], missing: [] });
    expect(of({ ipOrders5m: 5 })).toMatchObject({ outcome: 'review', score: 45 });
    expect(of({ ipOrders5m: 5, orderValue: 1_000_000 })).toMatchObject({ outcome: 'decline', score: 85 });
    expect(of({ ipOrders5m: 5, userConfirmedGood: 1 })).toMatchObject({ outcome: 'approve', score: 15 });
    expect(of({ userConfirmedGood: 1 })).toMatchObject({ score: 0 });
  });

  it('shows what each reason was made of, money as decimal text', () => {
    const { reasons } = judgeOrder(judges, someSignals({ ...calm, orderValue: 1_234_500 }), []);
    expect(reasons).toEqual([
      { code: 'DEAR', name: 'Dear', value: '123.45', weight: 40, details: { orderValue: '123.45' } },
    ]);
  });

  it('lists rules that it lacks a signal for, and judges by the others', () => {
    const { missing, score } = judgeOrder(judges, someSignals({ ...calm, ipOrders5m: null, orderValue: 2e6 }), []);
    expect(missing).toEqual([{ code: 'BURST', signals: ['ipOrders5m'] }]);
    expect(score).toBe(40);
  });

  it('is no better than a rule asks for', () => {
    expect(judgeOrder(judges, someSignals({ ...calm, userFrauds: 1 }), [])).toMatchObject({
      outcome: 'review',
      score: 0,
    });
  });

  it('declines what is blocked, and approves what is allowed whatever the rest says', () => {
    const block = { list: 'block', kind: 'ip', value: '203.0.113.1' } as const;
    const allow = { list: 'allow', kind: 'user', value: 'ann' } as const;
    expect(judgeOrder(judges, someSignals(calm), [block])).toMatchObject({
      outcome: 'decline',
      score: 100,
      reasons: [{ code: 'BLOCK_LIST', value: '203.0.113.1', details: { kind: 'ip' } }],
    });
    expect(judgeOrder(judges, someSignals({ ...calm, userFrauds: 2 }), [block, allow]).outcome).toBe('approve');
  });

  it('takes in the points of a model, by name', () => {
    const model = parseRiskModel(
      JSON.stringify({
        name: 'test-1',
        points: 60,
        intercept: 0,
        inputs: [{ signal: 'orderValue', transform: 'log', mean: Math.log1p(10), scale: 1, weight: 1, missing: -9 }],
      }),
    );
    expect(judgeOrder({ rules, model }, someSignals(calm), [])).toMatchObject({
      model: 'test-1',
      score: 30,
      reasons: [{ code: 'MODEL', name: 'test-1', value: 0.5, weight: 30, details: {} }],
    });
    expect(judgeOrder({ rules, model }, someSignals({ ...calm, orderValue: null }), []).score).toBe(0);
  });

  it('never gets better by a higher count', () => {
    const counts = fc.record({ ipOrders5m: fc.nat(10), orderValue: fc.nat(2e6), userFrauds: fc.nat(2) });
    fc.assert(
      fc.property(counts, counts, (less, more) => {
        const greater = Object.fromEntries(
          Object.entries(less).map(([name, value]) => [name, value + more[name as keyof typeof more]]),
        );
        const of = (given: object) => judgeOrder(judges, someSignals({ ...calm, ...given }), []).outcome;
        expect(isWorse(of(less), of(greater))).toBe(false);
      }),
    );
  });
});

describe('a model file', () => {
  it.each([
    ['{', 'JSON'],
    ['{"name":"m"}', '/'],
    [
      '{"name":"m","points":5,"intercept":0,"inputs":[{"signal":"ipOrder5m","mean":0,"scale":1,"weight":1,"missing":0}]}',
      'did you mean ipOrders5m?',
    ],
    [
      '{"name":"m","points":5,"intercept":0,"inputs":[{"signal":"country","mean":0,"scale":1,"weight":1,"missing":0}]}',
      '/inputs/0/signal: country is no signal with a number',
    ],
  ])('%s is refused', (text, message) => {
    expect(() => parseRiskModel(text, 'm.json')).toThrow(
      expect.objectContaining({ code: 'MODEL_INVALID', message: expect.stringContaining(message) }),
    );
  });
});
