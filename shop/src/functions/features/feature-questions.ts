/** The question to the features: values for entities as of now. */
import type { FoldTables } from '@millrace/engine/fold/fold.ts';
import { answerFeatures, type FeatureRequest, type FeatureVector } from './feature-answer.ts';
import { featureTables } from './features-fold.ts';

export type FeatureQuestions = {
  features: [request: FeatureRequest, answer: readonly FeatureVector[]];
};

export function featureAnswers(tables: FoldTables) {
  const own = featureTables(tables);
  return { features: (request: FeatureRequest) => answerFeatures(request, own) };
}
