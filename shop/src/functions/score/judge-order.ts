/**
 * From an order's signals to outcome, score and reasons: rules, lists and the model put together. A pure function of
 * what it is given, so that a backtest judges as the live stream does.
 *
 * The score is the sum of the weights of rules that hit, and of the model's points, from 0 to 100. Its bars give the
 * outcome; a rule may ask for no less than review or decline. The block list declines. The allow list approves whatever
 * the rest says: who stands on it is always let through.
 */
import { isWorse, LIST_CODES, type MissingRule, type Outcome, type Reason } from './decision.ts';
import type { FraudRule, FraudRules } from './fraud-rules.ts';
import { modelReason, type RiskModel } from './risk-model.ts';
import { holds, witness } from './rule-condition.ts';
import { type Signals, shownSignal } from './signals.ts';

/** A list on which something about the order stands. */
export interface ListHit {
  readonly list: 'allow' | 'block';
  readonly kind: string;
  readonly value: string;
}

/** What orders are judged by. */
export interface Judges {
  readonly rules: FraudRules;
  readonly model: RiskModel | null;
}

export interface Judgement {
  readonly outcome: Outcome;
  readonly score: number;
  readonly reasons: readonly Reason[];
  readonly missing: readonly MissingRule[];
  readonly model: string | null;
}

export function judgeOrder({ rules, model }: Judges, signals: Signals, hits: readonly ListHit[]): Judgement {
  const reasons = hits.map(listReason);
  const missing: MissingRule[] = [];
  let atLeast: Outcome = 'approve';
  for (const rule of rules.rules) {
    const hit = holds(rule.condition, signals);
    if (hit === null) missing.push({ code: rule.code, signals: rule.signals.filter((name) => signals[name] === null) });
    if (hit !== true) continue;
    reasons.push(ruleReason(rule, signals));
    if (isWorse(rule.atLeast, atLeast)) atLeast = rule.atLeast;
  }
  const told = model === null ? null : modelReason(model, signals);
  if (told !== null && told.weight > 0) reasons.push(told);
  const score = clamp(reasons.reduce((sum, { weight }) => sum + weight, 0));
  return { outcome: outcomeOf(rules, score, { atLeast, hits }), score, reasons, missing, model: model?.name ?? null };
}

function outcomeOf(
  { review, decline }: FraudRules,
  score: number,
  { atLeast, hits }: { readonly atLeast: Outcome; readonly hits: readonly ListHit[] },
): Outcome {
  if (hits.some(({ list }) => list === 'allow')) return 'approve';
  if (hits.some(({ list }) => list === 'block')) return 'decline';
  const byScore = score >= decline ? 'decline' : score >= review ? 'review' : 'approve';
  return isWorse(atLeast, byScore) ? atLeast : byScore;
}

function ruleReason({ code, name, weight, condition, signals: names }: FraudRule, signals: Signals): Reason {
  const found = witness(condition, signals);
  return {
    code,
    name,
    value: found === undefined ? null : shownSignal(found, signals[found]),
    weight,
    details: Object.fromEntries(names.map((signal) => [signal, shownSignal(signal, signals[signal])])),
  };
}

function listReason({ list, kind, value }: ListHit): Reason {
  const name = list === 'allow' ? 'On the allow list' : 'On the block list';
  return { code: LIST_CODES[list], name, value, weight: list === 'allow' ? 0 : 100, details: { kind } };
}

function clamp(score: number): number {
  return Math.min(100, Math.max(0, score));
}
