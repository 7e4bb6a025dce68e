/** A client of the SDK whose calls appear in the traces of an invocation; in those that are sampled, and on Lambda alone. */
import { Tracer } from '@aws-lambda-powertools/tracer';

const tracer = new Tracer();

export function tracedClient<Client>(client: Client): Client {
  return tracer.captureAWSv3Client(client);
}
