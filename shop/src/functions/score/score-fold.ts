/**
 * Decides on orders: one decision each, from the pipeline's measurements, lists, rules, the model and what is remembered
 * of buyer, device, card and address. Labels, list entries, case updates and rules take effect in log order among the
 * orders (see score-inbox.ts).
 *
 * Lines of one order that arrive later are judged with it again, and change its decision only when the outcome gets
 * worse: goods may have left by then, and nobody talks an order good by adding a pair of socks.
 */
import type { Emit, FoldTables, RunningFold } from '@millrace/engine/fold/fold.ts';
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import type { ViewOutput } from '../view-output.ts';
import { AppliedEvents } from './applied-events.ts';
import { BuyerMemory, type OrderKeys } from './buyer-memory.ts';
import { CaseBook } from './case-book.ts';
import { type ControlInput, controlInput } from './control-input.ts';
import { type Decision, isWorse, type OrderLabel } from './decision.ts';
import { decisionOf } from './decision-of.ts';
import { type CaseUpdate, type FraudCase, labelOf } from './fraud-case.ts';
import { FraudKnowledge } from './fraud-knowledge.ts';
import { FraudLists } from './fraud-lists.ts';
import { type Judgement, judgeOrder, type ListHit } from './judge-order.ts';
import { JudgesInForce, type JudgesText } from './judges-in-force.ts';
import { measuredLine } from './measured-line.ts';
import { OrderBook, type OrderRecord } from './order-book.ts';
import { orderSignals } from './order-signals.ts';
import { OrdersByKey } from './orders-by-key.ts';
import { addLine, orderIdOf, type PendingOrder, pendingOrder } from './pending-order.ts';
import type { RiskProfile } from './risk-profile.ts';
import { RuleDays } from './rule-days.ts';
import { type InboxEntry, type InboxOptions, ScoreInbox } from './score-inbox.ts';
import { decisionRow, labelRow, listRow } from './score-views.ts';
import type { Signals } from './signals.ts';

export const SCORE_STATE_VERSION = 'score:1';

export interface ScoreOutputs {
  readonly emit: Emit<ViewOutput>;
  /** Told of each decision as it is made. */
  readonly onDecision?: (decision: Decision) => void;
}

export class ScoreFold implements RunningFold<EnrichedEvent> {
  readonly #outputs: ScoreOutputs;
  readonly #inbox: ScoreInbox;
  readonly #book: OrderBook;
  readonly #lists: FraudLists;
  readonly #memory: BuyerMemory;
  readonly #judges: JudgesInForce;
  readonly #cases: CaseBook;
  readonly #byKey: OrdersByKey;
  readonly #days: RuleDays;
  readonly #applied: AppliedEvents;
  /** For people who look into orders. */
  readonly known: FraudKnowledge;

  constructor(tables: FoldTables, outputs: ScoreOutputs, inbox?: InboxOptions) {
    this.#outputs = outputs;
    this.#inbox = new ScoreInbox(tables, inbox);
    this.#book = new OrderBook(tables);
    this.#lists = new FraudLists(tables);
    this.#memory = new BuyerMemory(tables);
    this.#judges = new JudgesInForce(tables);
    this.#cases = new CaseBook(tables, outputs.emit);
    this.#byKey = new OrdersByKey(tables);
    this.#days = new RuleDays(tables);
    this.#applied = new AppliedEvents(tables);
    const parts = { book: this.#book, cases: this.#cases, memory: this.#memory };
    this.known = new FraudKnowledge({ ...parts, byKey: this.#byKey, lists: this.#lists, days: this.#days });
  }

  /** Events in log order; only purchases and control events matter. */
  apply(enriched: EnrichedEvent): void {
    if (enriched.event.eventType === 'purchase') {
      this.#addPurchase(enriched);
      return;
    }
    const control = controlInput(enriched.event);
    if (control === undefined) return;
    this.#inbox.add(control);
    this.#settleReady();
  }

  /** A row of `fraud_scores`, in the order of its feed. */
  row(row: ViewRow): void {
    this.#inbox.row(measuredLine(row));
    this.#settleReady();
  }

  /** The log has been read up to this arrival time, in epoch milliseconds. */
  time(arrivalMs: number): void {
    this.#inbox.time(arrivalMs);
    this.#settleReady();
  }

  /** Rows of orders up to this arrival time have come, or never will: for rows that are not in order. */
  rowsPassed(arrivalMs: number): void {
    this.#inbox.rowsPassed(arrivalMs);
    this.#settleReady();
  }

  order(orderId: string): OrderRecord | undefined {
    return this.#book.get(orderId);
  }

  caseOf(caseId: string): FraudCase | undefined {
    return this.#cases.get(caseId);
  }

  profile(visitor: string): RiskProfile | undefined {
    return this.#memory.profile(visitor);
  }

  judges(): JudgesText {
    return this.#judges.text;
  }

  /** How a control event ended; undefined while it has not been read, or is long past. */
  applied(eventId: string): boolean | undefined {
    return this.#applied.get(eventId);
  }

  #addPurchase(enriched: EnrichedEvent): void {
    const waiting = this.#inbox.order(enriched.event.receivedMs, orderIdOf(enriched));
    const order = waiting ?? pendingOrder(enriched);
    addLine(order, enriched);
    if (waiting) this.#inbox.changed(order);
    else this.#inbox.add(order);
  }

  #settleReady(): void {
    const ready = this.#inbox.ready();
    // F3: everything is read before anything is changed.
    for (const entry of ready) this.#lookUp(entry);
    for (const entry of ready) this.#settle(entry);
    this.#inbox.drop(ready.length);
  }

  #lookUp(entry: InboxEntry): void {
    if (entry.kind === 'order') {
      this.#lookUpOrder(entry.orderId, entry);
      this.#lists.hits(listed(entry));
      for (const orderId of this.#book.expired(entry.receivedMs)) this.#lookUpOrder(orderId, this.#book.get(orderId));
    } else if (entry.kind === 'label') {
      this.#lookUpOrder(entry.orderId, this.#book.get(entry.orderId));
    } else if (entry.kind === 'case') {
      const orderId = this.#cases.get(entry.caseId)?.orderId;
      if (orderId !== undefined) this.#lookUpOrder(orderId, this.#book.get(orderId));
    }
  }

  #lookUpOrder(orderId: string, keys: (OrderKeys & Pick<OrderRecord, 'receivedMs'>) | undefined): void {
    this.#book.get(orderId);
    this.#cases.lookUp(orderId);
    if (!keys) return;
    this.#memory.history(keys, null);
    this.#byKey.lookUp(keys);
    this.#days.lookUp(keys.receivedMs);
  }

  #settle(entry: InboxEntry): void {
    if (entry.kind === 'order') this.#decide(entry);
    else this.#applied.note(entry.eventId, this.#control(entry));
  }

  #control(entry: ControlInput): boolean {
    switch (entry.kind) {
      case 'label':
        return this.#label(entry.orderId, entry.label, entry.atMs);
      case 'rules':
        return this.#judges.change(entry.change, entry.atMs);
      case 'case':
        return this.#updateCase(entry.caseId, entry.update, entry.atMs);
      case 'list': {
        const changed = this.#lists.change(entry.change, entry.atMs);
        if (changed !== undefined) this.#outputs.emit(listRow(entry.change, changed));
        return changed !== undefined;
      }
    }
  }

  #decide(order: PendingOrder): void {
    const record = this.#book.get(order.orderId);
    const known = record?.outcome == null ? undefined : record;
    const signals = orderSignals(order, this.#memory.history(order, known?.value ?? null));
    const hits = this.#lists.hits(listed(order));
    const judgement = judgeOrder(this.#judges.judges, signals, hits);
    const made = { judgement, signals, hits, value: Number(signals.orderValue ?? order.value) };
    if (known) this.#decideAgain(order, known, made);
    else this.#decideFirst(order, record, made);
  }

  /** @param labelled what is known of the order when a label came before it. */
  #decideFirst(order: PendingOrder, labelled: OrderRecord | undefined, made: Made): void {
    const { orderId, receivedMs, visitor, ip, deviceId, card } = order;
    this.#forgetOld(receivedMs);
    const { outcome, score } = made.judgement;
    const label = labelled?.label ?? null;
    const keys = { receivedMs, visitor, ip, deviceId, card };
    const codes = codesOf(made);
    const record: OrderRecord = { ...keys, value: made.value, outcome, score, revision: 1, label, codes };
    if (labelled) this.#book.put(orderId, record);
    else this.#book.file(orderId, record);
    this.#memory.addOrder(record, outcome);
    this.#byKey.add(orderId, record);
    this.#days.change(null, record);
    this.#publish(order, record, made);
    if (label !== null) this.#countLabel(orderId, record, { label, before: null, atMs: receivedMs });
  }

  #decideAgain(order: PendingOrder, record: OrderRecord, made: Made): void {
    const { judgement, value } = made;
    const worse = record.outcome !== null && isWorse(judgement.outcome, record.outcome);
    this.#memory.changeOrder(record, value, worse ? judgement.outcome : null);
    record.value = value;
    if (worse) {
      const before = { ...record };
      record.outcome = judgement.outcome;
      record.score = judgement.score;
      record.codes = codesOf(made);
      record.revision++;
      this.#days.change(before, record);
    }
    this.#book.put(order.orderId, record);
    if (worse) this.#publish(order, record, made);
  }

  #publish(order: PendingOrder, record: OrderRecord, { judgement, signals, hits }: Made): void {
    const decision = decisionOf(order, record, judgement);
    this.#outputs.emit(decisionRow(decision, { signals, lists: hits }));
    this.#cases.decided(decision);
    this.#outputs.onDecision?.(decision);
  }

  #updateCase(caseId: string, update: CaseUpdate, atMs: number): boolean {
    const found = this.#cases.update(caseId, update, atMs);
    if (!found) return false;
    if (update.action === 'close' && update.verdict !== null) this.#label(found.orderId, labelOf(update.verdict), atMs);
    return true;
  }

  /** A label may come before its order; it then waits for it. */
  #label(orderId: string, label: OrderLabel, atMs: number): boolean {
    const record = this.#book.get(orderId);
    if (!record) {
      const keys = { receivedMs: atMs, visitor: null, ip: null, deviceId: null, card: null };
      this.#book.file(orderId, { ...keys, value: 0, outcome: null, score: 0, revision: 0, label });
      return true;
    }
    const before = record.outcome === null ? null : record.label;
    if (record.outcome !== null) this.#days.change(record, { ...record, label });
    record.label = label;
    this.#book.put(orderId, record);
    if (record.outcome !== null && before !== label) this.#countLabel(orderId, record, { label, before, atMs });
    return true;
  }

  #countLabel(orderId: string, record: OrderRecord, { label, before, atMs }: LabelChange): void {
    this.#memory.addLabel(record, label, before);
    this.#outputs.emit(labelRow(orderId, record.receivedMs, label, atMs));
    this.#cases.labelled(orderId, label, atMs);
  }

  /** What is too old leaves, but for orders whose case is still open. */
  #forgetOld(nowMs: number): void {
    for (const orderId of this.#book.expired(nowMs)) {
      const record = this.#book.get(orderId);
      const found = this.#cases.ofOrder(orderId);
      const isOpen = found !== undefined && found.status !== 'closed';
      this.#book.dropOldest(isOpen ? { nowMs } : null);
      if (isOpen || !record) continue;
      if (found) this.#cases.remove(found.caseId);
      this.#memory.forget(record);
      this.#byKey.remove(orderId, record);
    }
  }
}

/** A judgement, and all that it was made of. */
interface Made {
  readonly judgement: Judgement;
  readonly signals: Signals;
  readonly hits: readonly ListHit[];
  readonly value: number;
}

interface LabelChange {
  readonly label: OrderLabel;
  readonly before: OrderLabel | null;
  readonly atMs: number;
}

function codesOf({ judgement }: Made): readonly string[] {
  return [...new Set(judgement.reasons.map(({ code }) => code))];
}

function listed({ visitor, ip, deviceId, card, emailDomain, country }: PendingOrder) {
  return { user: visitor, ip, device: deviceId, card, email_domain: emailDomain, country };
}
