/** The stages in the words of people. */

interface StageWords {
  readonly title: string;
  readonly meaning: string;
}

const WORDS: Readonly<Record<string, StageWords>> = {
  log: { title: 'Log', meaning: 'on disk' },
  acknowledged: { title: 'Collector', meaning: 'acknowledged to the sender' },
  decisions: { title: 'Pipelines: decisions', meaning: 'fraud and stock committed' },
  analytics: { title: 'Pipelines: analytics', meaning: 'revenue, sessions, trends committed' },
  functions: { title: 'Functions', meaning: 'features, decisions, alerts committed' },
  results: { title: 'All results', meaning: 'everything that follows is committed' },
  live: { title: 'Live push', meaning: 'sent to the pages that are open' },
  warehouse: { title: 'Warehouse', meaning: 'in a Parquet file' },
};

export function stageWords(stage: string): StageWords {
  return WORDS[stage] ?? { title: stage, meaning: '' };
}

/** Where latency is looked at over time. */
export const STAGE_CHOICES = Object.entries(WORDS).map(([stage, { title }]) => [stage, title] as const);
