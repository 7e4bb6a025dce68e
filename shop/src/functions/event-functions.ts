/**
 * All functions put together, in the order in which an event goes through them. A runtime calls `onEvent` for each event
 * of the log, `onTime` when time passes without one, and `onRow` for what the SQL pipelines have found out.
 */
import type { Emit, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import { type AlertSettings, DEFAULT_ALERT_SETTINGS } from './alert/alert-settings.ts';
import { ALERT_VIEWS } from './alert/alert-views.ts';
import { ALERT_STATE_VERSION, Alerts } from './alert/alerts.ts';
import { type NormQuestions, normAnswers } from './alert/norm-questions.ts';
import type { OpsSample } from './alert/ops-sample.ts';
import { enrich } from './enrich/enrich.ts';
import { type EnrichQuestions, enrichAnswers } from './enrich/enrich-questions.ts';
import type { EnrichedEvent } from './enrich/enriched-event.ts';
import { ENRICHMENT_MEASURES, enrichmentMeasures } from './enrich/enrichment-measures.ts';
import { type Locate, NOWHERE } from './enrich/place.ts';
import { PRODUCTS_VIEW, productOutput } from './enrich/products-view.ts';
import { type FeatureQuestions, featureAnswers } from './features/feature-questions.ts';
import { featuresFold } from './features/features-fold.ts';
import { forgetUser } from './forget-user.ts';
import type { FunctionMeasure, MeasureDefinition } from './function-measure.ts';
import { STATS_VIEW } from './recommend/list-credits.ts';
import { PLACEMENT_VIEWS } from './recommend/placement-credits.ts';
import { recommend } from './recommend/recommend.ts';
import {
  RECOMMEND_MEASURES,
  type RecommendQuestions,
  recommendAnswers,
  recommendMeasures,
} from './recommend/recommend-questions.ts';
import { SCORE_STATE_VERSION, ScoreFold } from './score/score-fold.ts';
import { type ScoreQuestions, scoreAnswers } from './score/score-questions.ts';
import { SCORE_VIEWS } from './score/score-views.ts';
import type { ShopEvent } from './shop-event.ts';
import type { FunctionView, ViewOutput } from './view-output.ts';
import { type VisitQuestions, visitAnswers } from './visits/visit-questions.ts';

/** What a runtime needs of a set of functions that run together. */
export interface FunctionSet {
  /** Views of the SQL pipelines whose rows the functions are given, in the order of each view's feed. */
  readonly inputViews: readonly string[];
  /** Views that the functions write. */
  readonly views: readonly FunctionView[];
  /** The state layouts of all functions: another text means that older state is made anew from the log. */
  readonly stateVersions: string;
  open(tables: FoldTables, emit: Emit<ViewOutput>): EventFunctions;
}

const INPUT_VIEWS: readonly string[] = ['fraud_scores', 'stock_standings', 'revenue_total', 'traffic', 'traffic_hours'];

const FUNCTION_VIEWS: readonly FunctionView[] = [
  ...SCORE_VIEWS,
  ...ALERT_VIEWS,
  PRODUCTS_VIEW,
  STATS_VIEW,
  PLACEMENT_VIEWS.hours,
  PLACEMENT_VIEWS.days,
];

/** What `measures` gives figures of. */
export const FUNCTION_MEASURES: readonly MeasureDefinition[] = [...ENRICHMENT_MEASURES, ...RECOMMEND_MEASURES];

const STATE_VERSIONS = [
  ...[enrich(NOWHERE), featuresFold, recommend()].map(({ name, stateVersion }) => `${name}:${stateVersion}`),
  SCORE_STATE_VERSION,
  ALERT_STATE_VERSION,
].join(' ');

/** What the shop has decided about its functions. Plain data: it crosses a thread. */
export interface FunctionSettings {
  readonly alerts: AlertSettings;
}

const DEFAULT_SETTINGS: FunctionSettings = { alerts: DEFAULT_ALERT_SETTINGS };

/** Questions to the functions' tables, by name: what is asked, and what is answered. */
export interface Questions
  extends EnrichQuestions,
    FeatureQuestions,
    RecommendQuestions,
    ScoreQuestions,
    NormQuestions,
    VisitQuestions {}

/** How each question is answered. */
type Answers = { readonly [Name in QuestionName]: (request: Questions[Name][0]) => Questions[Name][1] };

export type QuestionName = keyof Questions & string;

export interface EventFunctions {
  onEvent(event: ShopEvent): void;
  /** Arrival time has come to here, in epoch milliseconds. */
  onTime(arrivalMs: number): void;
  /** A final row of one of INPUT_VIEWS, new or gone from the view. */
  onRow(view: string, row: ViewRow, deleted: boolean): void;
  /** How the process is doing, about once a second. */
  onSample(sample: OpsSample): void;
  /** Reads the tables and changes nothing. */
  answer(question: string, request: unknown): unknown;
  /** Figures of the functions, for the metrics: see FUNCTION_MEASURES. */
  measures?(): readonly FunctionMeasure[];
}

/** @param locate finds the place of an address: a function has no database of its own. */
export function openEventFunctions(
  tables: FoldTables,
  emit: Emit<ViewOutput>,
  locate: Locate = NOWHERE,
  settings: FunctionSettings = DEFAULT_SETTINGS,
): EventFunctions {
  const enrichment = enrich(locate, (productId, product) => emit(productOutput(productId, product))).open(
    tables,
    onEnriched,
  );
  const features = featuresFold.open(tables, () => undefined);
  const recommendations = recommend().open(tables, emit);
  const alerts = new Alerts(tables, emit, settings.alerts);
  const score = new ScoreFold(tables, { emit, onDecision: (decision) => alerts.onDecision(decision) });
  const answers: Answers = {
    ...enrichAnswers(enrichment),
    ...featureAnswers(tables),
    ...recommendAnswers(recommendations),
    ...scoreAnswers(score),
    ...normAnswers(tables, settings.alerts.norm),
    ...visitAnswers(tables, features.openVisits),
  };

  /** What follows from an event that has been completed. */
  function onEnriched(enriched: EnrichedEvent): void {
    features.apply(enriched);
    recommendations.apply(enriched);
    score.apply(enriched);
    alerts.onEvent(enriched.event);
  }

  return {
    onEvent: (event) => {
      if (event.eventType === 'user_forget')
        forgetUser(tables, { recommendations, openVisits: features.openVisits }, event);
      else enrichment.apply(event);
    },
    onTime: (arrivalMs) => {
      score.time(arrivalMs);
      alerts.onTime(arrivalMs);
    },
    onRow: (view, row, deleted) => {
      if (deleted) return;
      if (view === 'fraud_scores') score.row(row);
      alerts.onRow(view, row);
    },
    onSample: (sample) => alerts.onSample(sample),
    answer: (question, request) => answerTo(answers, question, request),
    measures: () => [...enrichmentMeasures(enrichment.counts()), ...recommendMeasures(recommendations)],
  };
}

function answerTo(answers: Answers, question: string, request: unknown): unknown {
  if (!(question in answers)) throw new RangeError(`no function answers the question '${question}'`);
  // Questions and requests come from routes that are typed by the same list.
  return answers[question as QuestionName](request as never);
}

/** The functions of the shop, without a database of places. */
export const SHOP_FUNCTIONS: FunctionSet = {
  inputViews: INPUT_VIEWS,
  views: FUNCTION_VIEWS,
  stateVersions: STATE_VERSIONS,
  open: openEventFunctions,
};

/** The functions of the shop, with one. */
export function locatedFunctions(locate: Locate, settings: FunctionSettings = DEFAULT_SETTINGS): FunctionSet {
  return { ...SHOP_FUNCTIONS, open: (tables, emit) => openEventFunctions(tables, emit, locate, settings) };
}
