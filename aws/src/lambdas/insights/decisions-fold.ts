/**
 * Fraud decisions and alerts out of what comes by `insights`: the shop's own folds, in the one order of the bucket
 * `decisions`, and the time that passes for them.
 *
 * D1. An input is one event or one row, with all that follows from it: see input-overlay.ts.
 * D2. A measurement of an order says that Flink has read all events up to the order's arrival, and events reach `insights`
 *     before they reach Flink: time has come to just after it, and the order, which is whole, is decided, and before it
 *     all that arrived earlier, in that order.
 * D3. Without measurements time follows the arrival of events, and how far Flink has come by its other rows, DISORDER_MS
 *     behind the newest: events of different buckets pass through different invocations. No clock of a collector runs time
 *     ahead of when the stream took the record.
 * D4. An order that comes later than D2 and D3 allow is decided with its own measurement all the same (early-rows.ts);
 *     only lines of one order that come apart are then decided one after the other.
 * D5. Events come again when who completes them has died between putting them and knowing it: those of a bucket at or
 *     before its last one are passed over. What was put back counts once, too.
 * D6. Measurements overtake each other by any time of the shop: how long one is waited for is in the stream's own time.
 */
import type { Emit, FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import { type AlertSettings, DEFAULT_ALERT_SETTINGS } from '@millrace/shop/functions/alert/alert-settings.ts';
import { ALERT_STATE_VERSION, Alerts } from '@millrace/shop/functions/alert/alerts.ts';
import type { EnrichedEvent } from '@millrace/shop/functions/enrich/enriched-event.ts';
import { forgetUser } from '@millrace/shop/functions/forget-user.ts';
import type { Decision } from '@millrace/shop/functions/score/decision.ts';
import { orderIdOf } from '@millrace/shop/functions/score/pending-order.ts';
import type { RiskProfile } from '@millrace/shop/functions/score/risk-profile.ts';
import { SCORE_STATE_VERSION, ScoreFold } from '@millrace/shop/functions/score/score-fold.ts';
import { ScoreInbox } from '@millrace/shop/functions/score/score-inbox.ts';
import type { ShopEvent } from '@millrace/shop/functions/shop-event.ts';
import type { ViewOutput } from '@millrace/shop/functions/view-output.ts';
import { PutBacks } from '../../stream/put-backs.ts';
import { controlAudit } from './control-audit.ts';
import type { DecisionOutput } from './decision-output.ts';
import { EarlyRows } from './early-rows.ts';
import { InputOverlay, type StateChange } from './input-overlay.ts';
import { ScorePatience } from './score-patience.ts';
import { StandingOrder } from './standing-order.ts';

export const DECISIONS_STATE_VERSION = `decisions:1 ${SCORE_STATE_VERSION} ${ALERT_STATE_VERSION}`;

export const DISORDER_MS = 5_000;
const MINUTE_MS = 60_000;

/** `arrivedMs` is when the stream took the record, in epoch milliseconds. */
export type DecisionInput =
  | {
      readonly kind: 'event';
      readonly enriched: EnrichedEvent;
      /** Where it comes from, and where it stands there: see insight-record.ts. */
      readonly bucket: number;
      readonly at: string;
      readonly putBack?: boolean;
      readonly arrivedMs: number;
    }
  | { readonly kind: 'row'; readonly view: string; readonly row: ViewRow; readonly arrivedMs: number };

type EventInput = Extract<DecisionInput, { kind: 'event' }>;

interface Clock {
  /** Arrival time has come to here. */
  readonly timeMs: number;
  /** Event time, by the newest window of `traffic`; null before the first. */
  readonly watermarkMs: number | null;
}

const START: Clock = { timeMs: 0, watermarkMs: null };

export class DecisionsFold {
  readonly #overlay: InputOverlay;
  readonly #emit: Emit<DecisionOutput>;
  readonly #clock: FoldTable<Clock>;
  /** The `at` of each bucket's last event. */
  readonly #taken: FoldTable<string>;
  readonly #putBacks: PutBacks;
  readonly #inbox: ScoreInbox;
  readonly #earlyRows: EarlyRows;
  readonly #patience: ScorePatience;
  readonly #standings: StandingOrder;
  readonly #alerts: Alerts;
  readonly #score: ScoreFold;
  #outputs: DecisionOutput[] = [];

  constructor(tables: FoldTables, emit: Emit<DecisionOutput>, settings: AlertSettings = DEFAULT_ALERT_SETTINGS) {
    const overlay = new InputOverlay(tables);
    const note = (output: DecisionOutput) => void this.#outputs.push(output);
    this.#overlay = overlay;
    this.#emit = emit;
    this.#clock = overlay.table('decisions.clock');
    this.#taken = overlay.table('decisions.taken');
    this.#putBacks = new PutBacks(overlay, 'decisions.put-back');
    this.#inbox = new ScoreInbox(overlay);
    this.#earlyRows = new EarlyRows(overlay);
    this.#patience = new ScorePatience(overlay);
    this.#standings = new StandingOrder(overlay);
    this.#alerts = new Alerts(overlay, (output) => note({ kind: 'view', output }), settings);
    const onDecision = (decision: Decision) => this.#alerts.onDecision(decision);
    const scoreOutputs = { emit: (output: ViewOutput) => note({ kind: 'view', output }), onDecision };
    this.#score = new ScoreFold(overlay, scoreOutputs, { inOrder: false });
  }

  /** D1. */
  apply(input: DecisionInput): void {
    this.#outputs = [];
    try {
      if (input.kind === 'row') this.#row(input);
      else if (this.#isNew(input)) this.#event(input.enriched, input.arrivedMs);
      this.#giveUpScores(input.arrivedMs);
    } catch (error) {
      this.#overlay.drop();
      throw error;
    }
    const changes = this.#overlay.settle();
    for (const output of this.#outputs) this.#emit(output);
    for (const change of changes) this.#tellProfile(change);
  }

  /** D5. */
  #isNew({ bucket, at, putBack }: EventInput): boolean {
    if (putBack) {
      const isNew = !this.#putBacks.has(bucket, at);
      this.#putBacks.note(bucket, at);
      return isNew;
    }
    const key = String(bucket);
    if (at <= (this.#taken.get(key) ?? '')) return false;
    this.#taken.put(key, at);
    return true;
  }

  #event(enriched: EnrichedEvent, arrivedMs: number): void {
    const { event } = enriched;
    const audited = controlAudit(event);
    if (audited) this.#outputs.push({ kind: 'audit', entry: audited });
    if (event.eventType === 'user_forget') this.#forget(event);
    else if (event.eventType !== 'heartbeat') this.#follow(enriched);
    this.#advance(Math.min(event.receivedMs, arrivedMs) - DISORDER_MS);
  }

  #follow(enriched: EnrichedEvent): void {
    const { event } = enriched;
    this.#score.apply(enriched);
    this.#alerts.onEvent(event);
    if (event.eventType === 'purchase') this.#purchased(enriched);
  }

  #purchased(enriched: EnrichedEvent): void {
    const { eventId, receivedMs } = enriched.event;
    const early = this.#earlyRows.take({ receivedMs, orderId: orderIdOf(enriched) }, eventId);
    if (early) this.#score.row(early);
  }

  #forget(event: ShopEvent): void {
    // Recommendations are kept elsewhere, and hear of it there.
    const elsewhere = { forget: () => undefined };
    forgetUser(this.#overlay, { recommendations: elsewhere, openVisits: elsewhere }, event);
  }

  #row({ view, row, arrivedMs }: Extract<DecisionInput, { kind: 'row' }>): void {
    if (view === 'fraud_scores') this.#measured(row, arrivedMs);
    else if (view !== 'stock_standings' || this.#standings.takes(row)) this.#alerts.onRow(view, row);
    const saidAt = view === 'traffic' ? row.windowEnd : view === 'stock_standings' ? row.changedAt : undefined;
    if (saidAt === undefined) return;
    const saidMs = Date.parse(String(saidAt));
    if (view === 'traffic') this.#watermark(saidMs);
    this.#advance(saidMs - DISORDER_MS);
  }

  #measured(row: ViewRow, arrivedMs: number): void {
    const receivedMs = Date.parse(String(row.receivedAt));
    const orderId = String(row.orderId);
    const isDecided = this.#score.order(orderId)?.receivedMs === receivedMs;
    if (isDecided || this.#inbox.order(receivedMs, orderId)) this.#score.row(row);
    else this.#earlyRows.wait({ receivedMs, orderId }, String(row.eventId), row);
    this.#patience.note(receivedMs, arrivedMs);
    this.#advance(receivedMs + 1);
  }

  /** D6. */
  #giveUpScores(nowMs: number): void {
    const passedMs = this.#patience.passed(nowMs);
    if (passedMs !== undefined) this.#score.rowsPassed(passedMs);
  }

  #advance(toMs: number): void {
    const clock = this.#clock.get('clock') ?? START;
    if (toMs <= clock.timeMs) return;
    this.#clock.put('clock', { ...clock, timeMs: toMs });
    this.#score.time(toMs);
    this.#alerts.onTime(toMs);
    if (Math.floor(toMs / MINUTE_MS) > Math.floor(clock.timeMs / MINUTE_MS)) this.#sample(toMs, clock.watermarkMs);
  }

  #watermark(windowEndMs: number): void {
    const clock = this.#clock.get('clock') ?? START;
    if (windowEndMs <= (clock.watermarkMs ?? 0)) return;
    this.#clock.put('clock', { ...clock, watermarkMs: windowEndMs });
    this.#sample(clock.timeMs, windowEndMs);
  }

  /** For the norms of revenue and conversion. How the pipeline itself is doing is watched where it runs. */
  #sample(atMs: number, watermarkMs: number | null): void {
    const well = { running: true, lagMs: 0, events: 0, lateShare: 0, quarantineShare: 0, diskFreeShare: null };
    this.#alerts.onSample({ atMs, watermarkMs, ...well });
  }

  #tellProfile({ table, key, state }: StateChange): void {
    if (table !== 'score.profiles') return;
    const profile = state === undefined ? null : { ...(state as RiskProfile) };
    this.#emit({ kind: 'profile', visitor: key, profile });
  }
}
