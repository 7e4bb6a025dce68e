/** What is remembered of buyers, devices, cards and addresses from order to order. */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { OrderLabel, Outcome } from './decision.ts';
import type { OrderRecord } from './order-book.ts';
import type { OrderHistory } from './order-signals.ts';
import { KEY_KINDS, type KeyKind, type OrderTrail, RecentOrders } from './recent-orders.ts';
import { countDecision, countLabel, isFraudLabel, newProfile, type RiskProfile } from './risk-profile.ts';

/** Who ordered, with what, from where. */
export type OrderKeys = Pick<OrderRecord, 'visitor' | 'ip' | 'deviceId' | 'card'>;

export class BuyerMemory {
  readonly #profiles: FoldTable<RiskProfile>;
  readonly #trails: RecentOrders;

  constructor(tables: FoldTables) {
    this.#profiles = tables.table('score.profiles');
    this.#trails = new RecentOrders(tables);
  }

  profile(visitor: string): RiskProfile | undefined {
    return this.#profiles.get(visitor);
  }

  trail(kind: KeyKind, value: string): OrderTrail | undefined {
    return this.#trails.get(kind, value);
  }

  /** @param countedValue what the trails hold of the order already, in ten-thousandths; null when nothing. */
  history({ visitor, deviceId, card, ip }: OrderKeys, countedValue: number | null): OrderHistory {
    return {
      countedValue,
      profile: visitor === null ? undefined : this.#profiles.get(visitor),
      device: this.#trails.get('device', deviceId),
      card: this.#trails.get('card', card),
      ip: this.#trails.get('ip', ip),
    };
  }

  /** An order has been decided for the first time. */
  addOrder(record: OrderRecord, outcome: Outcome): void {
    const { receivedMs: atMs, visitor, value: amount, score } = record;
    for (const kind of KEY_KINDS) this.#trails.add(kind, keyOf(kind, record), { atMs, visitor, amount });
    this.#count(record, (profile) => {
      countDecision(profile, outcome, null);
      profile.lastMs = atMs;
      profile.lastScore = score;
      profile.amountTenThousandths += amount;
    });
  }

  /** More of an order has come; `outcome` when it has become worse. */
  changeOrder(record: OrderRecord, value: number, outcome: Outcome | null): void {
    this.#count(record, (profile) => {
      profile.amountTenThousandths += value - record.value;
      if (outcome !== null) countDecision(profile, outcome, record.outcome);
    });
  }

  addLabel(record: OrderRecord, label: OrderLabel, before: OrderLabel | null): void {
    this.#count(record, (profile) => countLabel(profile, label, before));
    const change = Number(isFraudLabel(label)) - Number(isFraudLabel(before));
    if (change !== 0) for (const kind of KEY_KINDS) this.#trails.addFrauds(kind, keyOf(kind, record), change);
  }

  /** Forgets what has not been seen since the order, but never who has a fraud behind them. */
  forget(record: OrderRecord): void {
    const { visitor, receivedMs } = record;
    for (const kind of KEY_KINDS) this.#trails.forget(kind, keyOf(kind, record), receivedMs);
    const profile = visitor === null ? undefined : this.#profiles.get(visitor);
    if (visitor !== null && profile?.frauds === 0 && profile.lastMs <= receivedMs) this.#profiles.remove(visitor);
  }

  #count({ visitor, receivedMs }: OrderRecord, count: (profile: RiskProfile) => void): void {
    if (visitor === null) return;
    const profile = this.#profiles.get(visitor) ?? newProfile(receivedMs);
    count(profile);
    this.#profiles.put(visitor, profile);
  }
}

function keyOf(kind: KeyKind, keys: OrderKeys): string | null {
  return kind === 'device' ? keys.deviceId : kind === 'card' ? keys.card : keys.ip;
}
