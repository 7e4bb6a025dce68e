/** An environment for handlers of tests within the test's own process: a cold start makes the handler anew. */
import type { Context } from 'aws-lambda';
import { type Invocation, lambdaContext, type Sandbox } from './lambda-function.ts';

export type Handler = (event: unknown, context: Context) => unknown;

/** @param make what the module does when it is loaded. Killing such an environment does not stop what runs in it. */
export function inProcess(make: () => Handler): () => Promise<Sandbox> {
  return async () => {
    const handler = make();
    return {
      invoke: async (event: unknown, invocation: Invocation) => handler(event, lambdaContext(invocation)),
      kill: async () => undefined,
    };
  };
}
