/** The rules and model files that the server was started with: read and checked at the start, and again when asked. */
import { readFile } from 'node:fs/promises';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { parseFraudRules } from '../functions/score/fraud-rules.ts';
import { parseRiskModel } from '../functions/score/risk-model.ts';

export interface RulesPaths {
  readonly rules?: string;
  readonly model?: string;
}

/** The texts of the files that were named. */
export interface RulesTexts {
  readonly rules?: string;
  readonly model?: string;
}

/** @throws MillraceError RULES_NOT_FOUND, RULES_INVALID with line and column, MODEL_INVALID. */
export async function readRulesFiles({ rules, model }: RulesPaths): Promise<RulesTexts> {
  const texts = {
    ...(rules === undefined ? {} : { rules: await textOf(rules) }),
    ...(model === undefined ? {} : { model: await textOf(model) }),
  };
  if (texts.rules !== undefined) parseFraudRules(texts.rules, rules);
  if (texts.model !== undefined) parseRiskModel(texts.model, model);
  return texts;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new MillraceError(`the file '${path}' cannot be read`, {
      code: 'RULES_NOT_FOUND',
      domain: 'user',
      retry: 'never',
      hint: 'give the path of a rules file (YAML) or a model file (JSON)',
      cause,
    });
  }
}
