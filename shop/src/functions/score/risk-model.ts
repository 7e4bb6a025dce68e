/**
 * A model beside the rules: a logistic regression over named signals, read from a JSON file. Its probability, times its
 * points, is added to the score and stands among the reasons.
 */
import { nameHint } from '@millrace/engine/errors/closest-name.ts';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import * as Type from 'typebox';
import { Compile } from 'typebox/compile';
import { MODEL_CODE, type Reason, type SignalValue } from './decision.ts';
import { isSignalName, SIGNAL_NAMES, SIGNALS, type Signals, shownSignal } from './signals.ts';

const ModelInput = Type.Object(
  {
    signal: Type.String({ description: 'The name of a signal: a number, money in units of the currency, or a flag.' }),
    transform: Type.Optional(Type.Union([Type.Literal('none'), Type.Literal('log')])),
    mean: Type.Number(),
    scale: Type.Number({ exclusiveMinimum: 0 }),
    weight: Type.Number(),
    missing: Type.Number({ description: 'Added in place of the weighted value when the signal is not known.' }),
  },
  { additionalProperties: false },
);

const RiskModelFile = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    points: Type.Integer({ minimum: 1, maximum: 100, description: 'What a probability of 1 is worth.' }),
    intercept: Type.Number(),
    inputs: Type.Array(ModelInput, { minItems: 1, maxItems: 100 }),
  },
  { additionalProperties: false },
);

export type RiskModel = Type.Static<typeof RiskModelFile>;
type ModelInput = Type.Static<typeof ModelInput>;

const validator = Compile(RiskModelFile);
export const MAX_MODEL_CHARACTERS = 24 * 1024;

/** @throws MillraceError MODEL_INVALID, with the place that is wrong. */
export function parseRiskModel(text: string, file = 'model'): RiskModel {
  if (text.length > MAX_MODEL_CHARACTERS) throw invalid(file, `it has more than ${MAX_MODEL_CHARACTERS} characters`);
  const model = parseJson(text, file);
  if (!validator.Check(model)) {
    const [first] = validator.Errors(model);
    throw invalid(file, `${first?.instancePath || '/'} ${first?.message ?? 'is not as it should be'}`);
  }
  for (const [index, { signal }] of model.inputs.entries()) {
    if (isSignalName(signal) && SIGNALS[signal].kind !== 'text') continue;
    const hint = nameHint(signal, SIGNAL_NAMES) ?? '';
    throw invalid(file, `/inputs/${index}/signal: ${signal} is no signal with a number. ${hint}`.trim());
  }
  return model;
}

/** How likely the order is a fraud, from 0 to 1 with four decimals. */
export function fraudProbability(model: RiskModel, signals: Signals): number {
  const sum = model.inputs.reduce((total, input) => total + contribution(input, signals), model.intercept);
  return Math.round(10_000 / (1 + Math.exp(-sum))) / 10_000;
}

/** The inputs that say most are its details. */
export function modelReason(model: RiskModel, signals: Signals): Reason {
  const probability = fraudProbability(model, signals);
  const strongest = model.inputs
    .map((input) => ({ input, effect: contribution(input, signals) }))
    .filter(({ effect }) => effect > 0)
    .sort((a, b) => b.effect - a.effect)
    .slice(0, 5);
  const details = strongest.map(({ input }) => [input.signal, shown(input.signal, signals)] as const);
  return {
    code: MODEL_CODE,
    name: model.name,
    value: probability,
    weight: Math.round(probability * model.points),
    details: Object.fromEntries(details),
  };
}

function contribution(input: ModelInput, signals: Signals): number {
  const value = inputValue(input, signals);
  return value === null ? input.missing : (input.weight * (value - input.mean)) / input.scale;
}

/** The value as the model sees it; null when the signal is not known. */
export function inputValue(
  { signal, transform }: Pick<ModelInput, 'signal' | 'transform'>,
  signals: Signals,
): number | null {
  const value = isSignalName(signal) ? signals[signal] : null;
  if (value === null || typeof value === 'string') return null;
  const number = isSignalName(signal) && SIGNALS[signal].kind === 'money' ? Number(value) / 10_000 : Number(value);
  return transform === 'log' ? Math.log1p(Math.max(0, number)) : number;
}

function shown(signal: string, signals: Signals): SignalValue {
  return isSignalName(signal) ? shownSignal(signal, signals[signal]) : null;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(file, String(cause), cause);
  }
}

function invalid(file: string, reason: string, cause?: unknown): MillraceError {
  return new MillraceError(`${file}: ${reason}`, {
    code: 'MODEL_INVALID',
    domain: 'user',
    retry: 'never',
    hint: 'docs/fraud.md shows a whole model file',
    ...(cause === undefined ? {} : { cause }),
  });
}
