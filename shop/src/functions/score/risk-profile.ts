/** What a buyer's earlier orders came to: counted up by each decision, and by what becomes known later. */
import type { OrderLabel, Outcome } from './decision.ts';

export interface RiskProfile {
  readonly firstMs: number;
  lastMs: number;
  orders: number;
  approve: number;
  review: number;
  decline: number;
  /** Chargebacks, and orders that were found to be fraud. */
  frauds: number;
  confirmedGood: number;
  amountTenThousandths: number;
  lastScore: number;
}

export function newProfile(atMs: number): RiskProfile {
  return {
    firstMs: atMs,
    lastMs: atMs,
    orders: 0,
    approve: 0,
    review: 0,
    decline: 0,
    frauds: 0,
    confirmedGood: 0,
    amountTenThousandths: 0,
    lastScore: 0,
  };
}

/** A first decision of an order counts it; a later one moves it from one outcome to another. */
export function countDecision(profile: RiskProfile, outcome: Outcome, before: Outcome | null): void {
  if (before === null) profile.orders++;
  else profile[before]--;
  profile[outcome]++;
}

/** A label takes the place of an earlier one of the same order. */
export function countLabel(profile: RiskProfile, label: OrderLabel, before: OrderLabel | null): void {
  if (before !== null) addLabel(profile, before, -1);
  addLabel(profile, label, 1);
}

export function isFraudLabel(label: OrderLabel | null): boolean {
  return label === 'chargeback' || label === 'confirmed_fraud';
}

function addLabel(profile: RiskProfile, label: OrderLabel, change: number): void {
  if (isFraudLabel(label)) profile.frauds += change;
  else profile.confirmedGood += change;
}
