/** `/v1/rules`: what orders are judged by. A text that cannot be read is refused with its line and column. */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import { DEFAULT_RULES } from '../functions/score/default-rules.ts';
import { parseFraudRules } from '../functions/score/fraud-rules.ts';
import { rulesTag } from '../functions/score/judges-in-force.ts';
import { parseRiskModel } from '../functions/score/risk-model.ts';
import { Problem } from '../sources/http/problem.ts';
import type { ControlDesk } from './control-desk.ts';
import { readingRules, withPlace } from './rules-problem.ts';

const ChangeAnswer = Type.Object({
  rules: Type.Integer({ description: 'How many rules are in force.' }),
  model: Type.Union([Type.String(), Type.Null()], { description: 'The name of the model, if one is in force.' }),
  applied: Type.Boolean({ description: 'False: it is in the log, and takes its turn.' }),
});

const STAY = 'The rules that were in force stay.';

const tags = ['fraud'];
const config = { access: 'fraud' } as const;
const YAML = ['application/yaml', 'text/yaml', 'application/x-yaml'];

export interface RulesRoutesParts {
  readonly functions: FunctionHost;
  readonly desk: ControlDesk;
  /** Reads the files again that the server was started with. */
  readonly reload: () => Promise<void>;
}

export function rulesRoutes(app: FastifyInstance, { functions, desk, reload }: RulesRoutesParts): void {
  app.addContentTypeParser(YAML, { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.get(
    '/v1/rules',
    { schema: { summary: 'The rules file that is in force', tags, produces: ['application/yaml'] }, config },
    async (_request, reply) => {
      const { rules } = await functions.ask('fraudRules', null);
      const text = rules ?? DEFAULT_RULES;
      return reply
        .type('application/yaml; charset=utf-8')
        .header('etag', `"${rulesTag({ rules })}"`)
        .send(text);
    },
  );
  app.put<{ Body: unknown }>(
    '/v1/rules',
    {
      schema: {
        summary: 'Put another rules file in force; with If-Match only when no other has come since that ETag was read',
        tags,
        consumes: YAML,
        response: { 200: ChangeAnswer },
      },
      config,
    },
    async ({ body, headers }) => {
      const rules = typeof body === 'string' ? body : '';
      readingRules(() => parseFraudRules(rules), STAY);
      const seen = headers['if-match'];
      return change(functions, desk, { rules, ...(seen !== undefined && seen !== '*' && { seen: unquoted(seen) }) });
    },
  );
  app.delete(
    '/v1/rules',
    { schema: { summary: 'Go back to the built-in rules', tags, response: { 200: ChangeAnswer } }, config },
    () => change(functions, desk, { rules: null }),
  );
  app.post(
    '/v1/rules/reload',
    {
      schema: { summary: 'Read the files of --rules and --model again', tags, response: { 200: ChangeAnswer } },
      config,
    },
    async () => {
      await reloaded(reload);
      return inForce(functions, true);
    },
  );
  app.put<{ Body: unknown }>(
    '/v1/rules/model',
    { schema: { summary: 'Put a model in force', tags, response: { 200: ChangeAnswer } }, config },
    ({ body }) => {
      const model = JSON.stringify(body ?? null);
      parseRiskModel(model);
      return change(functions, desk, { model });
    },
  );
  app.delete(
    '/v1/rules/model',
    { schema: { summary: 'Judge without a model', tags, response: { 200: ChangeAnswer } }, config },
    () => change(functions, desk, { model: null }),
  );
}

function unquoted(tag: string): string {
  return tag.replace(/^(W\/)?"(.*)"$/, '$2');
}

const RULES_CHANGED = new Problem({
  status: 412,
  code: 'RULES_CHANGED',
  detail: 'Somebody else has put other rules in force since these were read. Nothing was changed: read them again.',
});

interface RulesChange {
  readonly rules?: string | null;
  readonly model?: string | null;
  readonly seen?: string;
}

/** @throws Problem 412 when the rules in force are not the ones that were seen: judged where the change takes its turn. */
async function change(
  functions: FunctionHost,
  desk: ControlDesk,
  properties: RulesChange,
): Promise<Static<typeof ChangeAnswer>> {
  const applied = await desk.send([{ eventType: 'rules_update', properties: { ...properties } }]);
  if (applied === false && properties.seen !== undefined) throw RULES_CHANGED;
  return inForce(functions, applied !== null);
}

async function inForce(functions: FunctionHost, applied: boolean): Promise<Static<typeof ChangeAnswer>> {
  const { rules, model } = await functions.ask('fraudRules', null);
  return {
    rules: parseFraudRules(rules ?? DEFAULT_RULES).rules.length,
    model: model === null ? null : parseRiskModel(model).name,
    applied,
  };
}

async function reloaded(reload: () => Promise<void>): Promise<void> {
  try {
    await reload();
  } catch (error) {
    throw withPlace(error, STAY);
  }
}
