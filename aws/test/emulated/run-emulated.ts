/** `npm run aws:emulated`: the path on AWS, on this machine, to send events to and to ask. Flink is not among it. */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { LocalDeployment, READ_KEY } from './local-deployment.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8080' },
    'api-port': { type: 'string', default: '8081' },
    shards: { type: 'string', default: '2' },
  },
});

console.log('Starting the emulators, the functions and the collector …');
const deployment = await LocalDeployment.start({
  shards: Number(values.shards),
  collectorPort: Number(values.port),
  apiPort: Number(values['api-port']),
});
const { aws, collectorUrl, apiUrl } = deployment;
console.log(`
  collector           ${collectorUrl}
  read API            ${apiUrl}   key: ${READ_KEY}
  Kinesis             ${aws.kinesis.endpoint}   events, enriched, insights
  DynamoDB            ${aws.dynamo.endpoint}   state, progress, results, …
  SNS, SQS, S3, …     ${aws.moto.endpoint}   alerts, failures, lake
  Valkey              ${aws.valkey.url}

Send an event:
  curl ${collectorUrl}/v1/events -H 'content-type: application/json' \\
    -d '{ "eventId": "e-1", "userId": "u-1", "eventType": "page_view",
    "productId": "p-1", "timestamp": "'$(date -u +%FT%TZ)'" }'
What is known of the shopper:
  curl ${apiUrl}/v1/features/online \\
    -H 'authorization: Bearer ${READ_KEY}' \\
    -H 'content-type: application/json' -d '{
    "features": ["user:events_1h"], "entities": { "userId": ["u-1"] } }'

Ctrl-C ends all of it.`);

await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
console.log('\nEnding …');
await deployment.close();
