/** `/v1/backtests`: which decisions other rules would have changed, beside the rules of today; one at a time. */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { type Backtest, BacktestDesk, type BacktestLimits } from '../backtest/backtest-desk.ts';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import { MAX_RULES_CHARACTERS, parseFraudRules } from '../functions/score/fraud-rules.ts';
import { Problem } from '../sources/http/problem.ts';
import { actingName } from './acting-key.ts';
import { BacktestAnswer, backtestAnswer } from './backtest-answer.ts';
import { badRequest, explainFaults, ProblemDocument } from './bad-request.ts';
import { readingRules } from './rules-problem.ts';
import { timeParameter } from './time-parameter.ts';

const StartBody = Type.Object({
  rules: Type.String({ maxLength: 4 * MAX_RULES_CHARACTERS, description: 'The text of a rules file.' }),
  against: Type.Enum(['inForce', 'decided'], {
    default: 'inForce',
    description: 'inForce: the rules of today on the same orders; decided: the decisions as they were made.',
  }),
  from: Type.Optional(Type.String({ description: 'Arrived at or after this time (ISO 8601); all when absent.' })),
  to: Type.Optional(Type.String({ description: 'Arrived before this time (ISO 8601).' })),
});
type StartBody = Static<typeof StartBody>;

const MAX_WAIT_SECONDS = 10;
const OneQuery = Type.Object({
  wait: Type.Number({
    minimum: 0,
    maximum: MAX_WAIT_SECONDS,
    default: 0,
    description: 'Seconds to wait for its end before answering.',
  }),
});
const OneParameters = Type.Object({ backtestId: Type.String({ minLength: 1, maxLength: 100 }) });
const ListAnswer = Type.Object({ items: Type.Array(BacktestAnswer) });
type OneParameters = Static<typeof OneParameters>;

export interface BacktestRoutesOptions {
  readonly dataFolder: string;
  readonly functions: FunctionHost;
  readonly limits?: Partial<BacktestLimits>;
}

const tags = ['fraud'];
const config = { access: 'fraud' } as const;

/** Register it with `app.register(backtestRoutes, options)`. */
export async function backtestRoutes(app: FastifyInstance, options: BacktestRoutesOptions): Promise<void> {
  const desk = new BacktestDesk(options.limits);
  app.setErrorHandler(explainFaults);
  app.addHook('onClose', () => desk.close());
  app.post<{ Body: StartBody }>(
    '/v1/backtests',
    {
      schema: {
        summary: 'Judge the orders of a time again by other rules; 409 while another backtest is under way',
        tags,
        body: StartBody,
        response: { 202: BacktestAnswer },
      },
      config,
    },
    async (request, reply) =>
      reply.status(202).send(backtestAnswer(await start(desk, options, request.body, actingName(request)))),
  );
  app.get(
    '/v1/backtests',
    { schema: { summary: 'The newest backtests, without their results', tags, response: { 200: ListAnswer } }, config },
    () => ({ items: desk.all().map((backtest) => ({ ...backtestAnswer(backtest), result: null })) }),
  );
  app.get<{ Params: OneParameters; Querystring: Static<typeof OneQuery> }>(
    '/v1/backtests/:backtestId',
    {
      schema: {
        summary: 'How far a backtest is, and what it found',
        tags,
        params: OneParameters,
        querystring: OneQuery,
        response: { 200: BacktestAnswer, 400: ProblemDocument },
      },
      config,
    },
    async ({ params: { backtestId }, query: { wait } }) => {
      await desk.wait(backtestId, wait * 1000);
      return backtestAnswer(found(desk, backtestId));
    },
  );
  app.delete<{ Params: OneParameters }>(
    '/v1/backtests/:backtestId',
    {
      schema: {
        summary: 'End a backtest; one that has ended stays as it is',
        tags,
        params: OneParameters,
        response: { 200: BacktestAnswer },
      },
      config,
    },
    async ({ params: { backtestId } }) => {
      const backtest = found(desk, backtestId);
      await desk.cancel(backtestId);
      return backtestAnswer(backtest);
    },
  );
}

async function start(
  desk: BacktestDesk,
  { dataFolder, functions }: BacktestRoutesOptions,
  { rules, against, from, to }: StartBody,
  by: string | null,
): Promise<Backtest> {
  readingRules(() => parseFraudRules(rules), 'Nothing was judged.');
  const [fromMs, toMs] = [timeParameter('from', from), timeParameter('to', to)];
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs) throw emptyRange;
  const inForce = await functions.ask('fraudRules', null);
  // Asked for after the last wait: two requests at once must not both begin.
  if (desk.running) throw busy(desk.running);
  const today = against === 'inForce' ? { rules: inForce.rules, model: inForce.model } : null;
  return desk.start({ dataFolder, changed: { rules, model: inForce.model }, today, fromMs, toMs }, by);
}

const emptyRange = badRequest([
  { where: 'body.to', what: 'it is not after from', mend: 'Choose a time that begins before it ends.' },
]);

function busy({ backtestId, startedBy }: Backtest): Problem {
  const who = startedBy === null ? '' : ` of ${startedBy}`;
  return new Problem({
    status: 409,
    code: 'BACKTEST_RUNNING',
    detail: `The backtest ${backtestId}${who} is under way, and one runs at a time: wait for it, or end it.`,
    retryAfterSeconds: 2,
    more: { backtestId },
  });
}

function found(desk: BacktestDesk, backtestId: string): Backtest {
  const backtest = desk.get(backtestId);
  if (backtest) return backtest;
  const detail = `There is no backtest ${backtestId}, or no longer: the newest ten are kept while the server runs.`;
  throw new Problem({ status: 404, code: 'NOT_FOUND', detail });
}
