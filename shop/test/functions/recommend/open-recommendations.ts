/** The recommendations' fold over tables in memory, behind enrichment as in the shop. */
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import { enrich } from '../../../src/functions/enrich/enrich.ts';
import { NOWHERE } from '../../../src/functions/enrich/place.ts';
import { type Recommendations, recommend } from '../../../src/functions/recommend/recommend.ts';
import { RECOMMEND_DEFAULTS, type RecommendSettings } from '../../../src/functions/recommend/recommend-settings.ts';
import type { ListOptions, RecommendationQuestion } from '../../../src/functions/recommend/recommendation-list.ts';
import type { ShopEvent } from '../../../src/functions/shop-event.ts';
import type { ViewOutput } from '../../../src/functions/view-output.ts';
import { makeEvent, START_MS } from '../make-event.ts';

export interface OpenedRecommendations {
  readonly recommendations: Recommendations;
  readonly tables: JsonTables;
  readonly outputs: ViewOutput[];
  send(...events: readonly Partial<ShopEvent>[]): void;
  /** The product ids of a list. */
  ids(question: Asked): readonly string[];
}

export type Asked = RecommendationQuestion extends infer Question
  ? Question extends RecommendationQuestion
    ? Omit<Question, keyof ListOptions> & Partial<ListOptions>
    : never
  : never;

/** Small, so that random streams reach every bound. */
export const SMALL: RecommendSettings = {
  ...RECOMMEND_DEFAULTS,
  products: 64,
  visitors: 40,
  categories: 4,
  sessions: 32,
  sessionItems: 5,
  postingChunks: 1,
  links: 4,
  trends: 12,
};

const OPTIONS: ListOptions = {
  n: 10,
  category: null,
  exclude: [],
  includeSeen: false,
  explain: false,
  nowMs: START_MS,
};

export function questionOf(asked: Asked): RecommendationQuestion {
  return { ...OPTIONS, ...asked };
}

export function openRecommendations(
  settings: RecommendSettings = RECOMMEND_DEFAULTS,
  tables: JsonTables = new JsonTables(),
): OpenedRecommendations {
  const outputs: ViewOutput[] = [];
  const recommendations = recommend(settings).open(tables, (output) => outputs.push(output));
  const enrichment = enrich(NOWHERE).open(tables, (event) => recommendations.apply(event));
  return {
    recommendations,
    tables,
    outputs,
    send: (...events) => {
      for (const event of events) enrichment.apply(makeEvent(event));
    },
    ids: (asked) => recommendations.recommend(questionOf(asked)).items.map(({ productId }) => productId),
  };
}

/** A visit of one user to products, a minute apart. */
export function visit(userId: string, products: readonly string[], startMs: number = START_MS): Partial<ShopEvent>[] {
  return products.map((productId, index) => {
    const timestampMs = startMs + index * 60_000;
    return { userId, productId, timestampMs, receivedMs: timestampMs, sessionId: `${userId} ${startMs}` };
  });
}
