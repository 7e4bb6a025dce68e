/** What the functions' handlers want to be told; nothing of it is called when they are imported. */

const named = (prefix: string, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [`${prefix}_${name}`, name.toLowerCase().replace('_', '-')]));

export const FUNCTION_ENVIRONMENT: Readonly<Record<string, string>> = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  POWERTOOLS_METRICS_NAMESPACE: 'test',
  POWERTOOLS_SERVICE_NAME: 'test',
  VALKEY_URL: 'redis://127.0.0.1:1',
  ...named('STREAM', ['EVENTS', 'ENRICHED', 'INSIGHTS']),
  ...named('TABLE', ['STATE', 'PROGRESS', 'RESULTS', 'DECISIONS', 'RISK_PROFILES', 'AUDIT', 'POISON']),
  ...named('FIREHOSE', ['EVENTS', 'INSIGHTS', 'QUARANTINE']),
  ...named('BUCKET', ['CONFIG', 'LAKE']),
  TOPIC_ALERTS: 'arn:aws:sns:us-east-1:000000000000:alerts',
  SECRET_WRITE_KEYS: 'keys',
  SCALING: '{"streams":[]}',
  APPLICATION: 'pipelines',
  UNITS: '{}',
};
