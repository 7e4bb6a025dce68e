/**
 * `GET /v1/rules/hits`: how often each rule hits, day by day, and how often rightly as far as labels tell; beside what the
 * rule says in words. `POST /v1/rules/check`: what is wrong with a rules file, before anybody puts it in force.
 */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { precision, recall, type Tally } from '../backtest/tally.ts';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import { conditionWords } from '../functions/score/condition-words.ts';
import { LIST_CODES, MODEL_CODE, OUTCOMES } from '../functions/score/decision.ts';
import { DEFAULT_RULES } from '../functions/score/default-rules.ts';
import { type FraudRule, MAX_RULES_CHARACTERS, parseFraudRules, rulesFaults } from '../functions/score/fraud-rules.ts';
import { DAY_MS, dayOf, MOST_DAYS, type NumberedDay } from '../functions/score/rule-days.ts';
import { ProblemDocument } from './bad-request.ts';

const Day = Type.String({ format: 'date', description: 'A day of arrival, in UTC.' });

const HitsQuery = Type.Object({ days: Type.Integer({ minimum: 1, maximum: MOST_DAYS, default: 14 }) });

const Counts = { hits: Type.Integer(), frauds: Type.Integer(), goods: Type.Integer() };
const RuleAnswer = Type.Object({
  code: Type.String(),
  name: Type.Union([Type.String(), Type.Null()]),
  kind: Type.Enum(['rule', 'list', 'model', 'former'], { description: 'former: a rule that is no longer in force.' }),
  weight: Type.Union([Type.Integer(), Type.Null()]),
  atLeast: Type.Union([Type.Enum([...OUTCOMES]), Type.Null()], { description: 'No better than this when it hits.' }),
  words: Type.Union([Type.String(), Type.Null()], { description: 'Its condition, in words.' }),
  ...Counts,
  precision: Type.Union([Type.Number(), Type.Null()], {
    description: 'Of its hits whose order has a label, the share of frauds; null while there is none.',
  }),
  recall: Type.Union([Type.Number(), Type.Null()], { description: 'Of all known frauds, the share that it hit.' }),
  days: Type.Array(Type.Object({ day: Day, ...Counts })),
});
const HitsAnswer = Type.Object({
  inForceSince: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description: 'Null for the built-in rules from the beginning.',
  }),
  isBuiltIn: Type.Boolean(),
  review: Type.Integer({ description: 'Scores from here on are sent to review,' }),
  decline: Type.Integer({ description: 'and from here on declined.' }),
  days: Type.Array(
    Type.Object({
      day: Day,
      orders: Type.Integer(),
      approve: Type.Integer(),
      review: Type.Integer(),
      decline: Type.Integer(),
      frauds: Type.Integer({ description: 'Orders of the day that are known to be frauds.' }),
      goods: Type.Integer({ description: 'Orders of the day that are known to be good.' }),
    }),
    { description: 'Days with orders, oldest first.' },
  ),
  rules: Type.Array(RuleAnswer),
});
type RuleAnswer = Static<typeof RuleAnswer>;

const CheckBody = Type.Object({ rules: Type.String({ maxLength: 4 * MAX_RULES_CHARACTERS }) });
const CheckAnswer = Type.Object({
  ok: Type.Boolean(),
  rules: Type.Integer({ description: 'How many rules the text has; 0 while something is wrong.' }),
  faults: Type.Array(
    Type.Object({
      line: Type.Integer(),
      column: Type.Integer(),
      what: Type.String(),
      hint: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});

const tags = ['fraud'];
const config = { access: 'fraud' } as const;

export function ruleHitsRoutes(app: FastifyInstance, functions: FunctionHost): void {
  app.get<{ Querystring: Static<typeof HitsQuery> }>(
    '/v1/rules/hits',
    {
      schema: {
        summary: 'What each rule says, and its hits by day with precision and recall as far as labels tell',
        tags,
        querystring: HitsQuery,
        response: { 200: HitsAnswer, 400: ProblemDocument },
      },
      config,
    },
    ({ query: { days } }) => hitsAnswer(functions, days),
  );
  app.post<{ Body: Static<typeof CheckBody> }>(
    '/v1/rules/check',
    {
      schema: {
        summary: 'What is wrong with a rules file, by line and column; changes nothing',
        tags,
        body: CheckBody,
        response: { 200: CheckAnswer, 400: ProblemDocument },
      },
      config: { ...config, audited: false },
    },
    ({ body: { rules } }): Static<typeof CheckAnswer> => {
      const faults = rulesFaults(rules).map(({ line, column, message, hint }) => ({
        ...{ line, column, hint: hint ?? null },
        what: message.replace(/^rules:\d+:\d+: /, ''),
      }));
      const count = faults.length === 0 ? parseFraudRules(rules).rules.length : 0;
      return { ok: faults.length === 0, rules: count, faults };
    },
  );
}

async function hitsAnswer(functions: FunctionHost, wanted: number): Promise<Static<typeof HitsAnswer>> {
  const sinceDay = dayOf(Date.now()) - wanted + 1;
  const [days, { rules: text, sinceMs }] = await Promise.all([
    functions.ask('fraudRuleDays', { sinceDay }),
    functions.ask('fraudRules', null),
  ]);
  const { review, decline, rules } = parseFraudRules(text ?? DEFAULT_RULES);
  const known = new Map(rules.map((rule) => [rule.code, rule]));
  const codes = new Set([...known.keys(), ...days.flatMap((day) => Object.keys(day.rules))]);
  const all = sum(days, ({ frauds }) => frauds);
  return {
    inForceSince: sinceMs === null ? null : new Date(sinceMs).toISOString(),
    isBuiltIn: text === null,
    review,
    decline,
    days: days.map(({ day, rules: _rules, ...counts }) => ({ day: dayText(day), ...counts })),
    rules: Array.from(codes, (code) => ruleAnswer(code, known.get(code), { days, frauds: all })),
  };
}

interface Range {
  readonly days: readonly NumberedDay[];
  /** All that are known of these days. */
  readonly frauds: number;
}

function ruleAnswer(code: string, rule: FraudRule | undefined, { days, frauds: all }: Range): RuleAnswer {
  const byDay = days.flatMap(({ day, rules }) => {
    const counted = rules[code];
    return counted ? [{ day: dayText(day), hits: counted[0], frauds: counted[1], goods: counted[2] }] : [];
  });
  const total = (of: (day: Tally) => number) => sum(byDay, of);
  const tally: Tally = {
    hits: total(({ hits }) => hits),
    frauds: total(({ frauds }) => frauds),
    goods: total(({ goods }) => goods),
  };
  return {
    code,
    kind: rule ? 'rule' : kindOf(code),
    name: rule?.name ?? null,
    weight: rule?.weight ?? null,
    atLeast: rule?.atLeast ?? null,
    words: rule ? conditionWords(rule.condition) : null,
    ...tally,
    precision: precision(tally),
    recall: recall(tally, all),
    days: byDay,
  };
}

function kindOf(code: string): RuleAnswer['kind'] {
  if (code === MODEL_CODE) return 'model';
  return code === LIST_CODES.allow || code === LIST_CODES.block ? 'list' : 'former';
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
