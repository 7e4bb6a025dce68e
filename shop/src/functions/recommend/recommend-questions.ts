/** The question for recommendations, and what lists brought about as figures for the metrics. */
import type { FunctionMeasure, MeasureDefinition } from '../function-measure.ts';
import { LIST_KINDS } from './list-id.ts';
import type { Recommendations } from './recommend.ts';
import type { RecommendationList, RecommendationQuestion } from './recommendation-list.ts';

export type RecommendQuestions = {
  recommend: [request: RecommendationQuestion, answer: RecommendationList];
};

const IMPRESSIONS = 'millrace_recommendation_impressions_total';
const CLICKS = 'millrace_recommendation_clicks_total';
const PURCHASES = 'millrace_recommendation_purchases_total';

export const RECOMMEND_MEASURES: readonly MeasureDefinition[] = [
  { name: IMPRESSIONS, help: 'Lists of recommendations that were shown, by kind of list.', labels: ['kind'] },
  { name: CLICKS, help: 'Products of lists that were clicked, once for each list.', labels: ['kind'] },
  { name: PURCHASES, help: 'Clicked products of lists that were bought within a day.', labels: ['kind'] },
];

export function recommendAnswers(recommendations: Recommendations) {
  return { recommend: (question: RecommendationQuestion) => recommendations.recommend(question) };
}

/** Unlike other measures these are state: they go on where they were when the functions are opened again. */
export function recommendMeasures(recommendations: Recommendations): readonly FunctionMeasure[] {
  return LIST_KINDS.flatMap((kind) => {
    const { impressions, clicks, purchases } = recommendations.credits(kind);
    const labels = { kind };
    return [
      { name: IMPRESSIONS, labels, value: impressions },
      { name: CLICKS, labels, value: clicks },
      { name: PURCHASES, labels, value: purchases },
    ];
  });
}
