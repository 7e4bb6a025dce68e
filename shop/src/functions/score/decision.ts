/** What is decided about an order, and why: the outcome, its score, and the reasons that it is made of. */

/** From best to worst. */
export const OUTCOMES = ['approve', 'review', 'decline'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A value that a rule looked at: text, a number, yes or no; money in ten-thousandths; null when it is not known. */
export type SignalValue = string | number | boolean | null;

export interface Reason {
  /** Stable and upper snake case: what programs go by. */
  readonly code: string;
  /** In words. */
  readonly name: string;
  /** The value that was found suspicious, as it stands in answers: money is decimal text. */
  readonly value: SignalValue;
  /** Points that it adds to the score; negative for what speaks for the order. */
  readonly weight: number;
  /** Every value that the rule looked at, by the signal's name. */
  readonly details: Readonly<Record<string, SignalValue>>;
}

/** Codes of reasons that are no rule's. */
export const LIST_CODES = { allow: 'ALLOW_LIST', block: 'BLOCK_LIST' } as const;
export const MODEL_CODE = 'MODEL';

/** A rule that could not be judged, and the signals that it lacks. */
export interface MissingRule {
  readonly code: string;
  readonly signals: readonly string[];
}

/** What became known of an order afterwards: the bank's word, or that of whoever looked into its case. */
export const ORDER_LABELS = ['chargeback', 'confirmed_fraud', 'confirmed_good'] as const;
export type OrderLabel = (typeof ORDER_LABELS)[number];

export function isOrderLabel(text: unknown): text is OrderLabel {
  return ORDER_LABELS.some((label) => label === text);
}

export interface Decision {
  readonly orderId: string;
  /** Who ordered: the user, else the anonymous visitor. */
  readonly visitor: string | null;
  readonly ip: string | null;
  readonly country: string | null;
  readonly deviceId: string | null;
  readonly orderValueTenThousandths: number;
  /** Arrival of the order's first lines, in epoch milliseconds: what the decision is filed under. */
  readonly receivedMs: number;
  /** Arrival time of the input that completed it, in epoch milliseconds. */
  readonly decidedMs: number;
  /** 1, and one more each time that later lines of the order have made the outcome worse. */
  readonly revision: number;
  readonly outcome: Outcome;
  /** From 0 to 100. */
  readonly score: number;
  readonly reasons: readonly Reason[];
  /** Rules that could not be judged for want of a signal. */
  readonly missing: readonly MissingRule[];
  /** The name of the model that took part, if one did. */
  readonly model: string | null;
  readonly label: OrderLabel | null;
}

/** True when `outcome` is worse than `other`. */
export function isWorse(outcome: Outcome, other: Outcome): boolean {
  return OUTCOMES.indexOf(outcome) > OUTCOMES.indexOf(other);
}
