/** Routes of one process within a function: requests come by `inject`, and it listens nowhere. */
import { answerWithProblems, type NoteFailure } from '@millrace/shop/server/problem-answers.ts';
import { explainFaults } from '@millrace/shop/serving/bad-request.ts';
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';

/**
 * What a start need not wait for: routes give what their schemas describe, and those are checked by the server that has
 * them, too. Tests hold the answers to the ones that are made by the schemas.
 */
const QUICK_START: FastifyServerOptions = {
  schemaController: { compilersFactory: { buildSerializer: () => () => JSON.stringify } },
  ajv: { customOptions: { meta: false, validateSchema: false } },
};
/** As the server. */
const MOST_BYTES = 5 * 1024 * 1024;

/** @param noteFailure is told what went wrong within. */
export async function functionApp(
  addRoutes: (routes: FastifyInstance) => void,
  noteFailure: NoteFailure,
  options: FastifyServerOptions = QUICK_START,
): Promise<FastifyInstance> {
  const app = fastify({ ...options, logger: false, bodyLimit: MOST_BYTES, routerOptions: { maxParamLength: 300 } });
  answerWithProblems(app, noteFailure);
  await app.register(async (routes) => {
    routes.setErrorHandler(explainFaults);
    addRoutes(routes);
  });
  await app.ready();
  return app;
}
