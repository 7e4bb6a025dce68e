/** Trains the logistic regression of a model file: full-batch gradient descent on scaled inputs, with a ridge. */
import {
  fraudProbability,
  inputValue,
  parseRiskModel,
  type RiskModel,
} from '../shop/src/functions/score/risk-model.ts';
import type { SignalName, Signals } from '../shop/src/functions/score/signals.ts';
import type { DecidedPurchase } from './fraud-stream.ts';

/** What any shop knows of an order; counts and times by their logarithm. */
const INPUTS: readonly SignalName[] = [
  'accountAgeSeconds',
  'orderValue',
  'ipOrders24h',
  'ipAccounts30d',
  'deviceUsers',
  'deviceAccounts30d',
];
const ROUNDS = 2_000;
const RATE = 0.5;
const RIDGE = 1e-3;

export interface TrainedModel {
  readonly file: RiskModel;
  probability(signals: Signals): number;
}

export function trainModel(purchases: readonly DecidedPurchase[], points: number): TrainedModel {
  const columns = INPUTS.map((signal) => scaled(purchases.map(({ signals }) => logOf(signal, signals) ?? 0)));
  const truth = purchases.map(({ isFraud }) => Number(isFraud));
  const { weights, intercept } = descend(
    columns.map(({ values }) => values),
    truth,
  );
  const inputs = INPUTS.map((signal, index) => ({
    signal,
    transform: 'log' as const,
    mean: rounded(columns[index]?.mean ?? 0),
    scale: rounded(columns[index]?.scale ?? 1),
    weight: rounded(weights[index] ?? 0),
    missing: 0,
  }));
  const text = JSON.stringify({ name: 'purchases-early', points, intercept: rounded(intercept), inputs });
  const file = parseRiskModel(text);
  return { file, probability: (signals) => fraudProbability(file, signals) };
}

function logOf(signal: SignalName, signals: Signals): number | null {
  return inputValue({ signal, transform: 'log' }, signals);
}

function scaled(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const scale = Math.sqrt(variance) || 1;
  return { mean, scale, values: values.map((value) => (value - mean) / scale) };
}

function descend(columns: readonly (readonly number[])[], truth: readonly number[]) {
  const weights = columns.map(() => 0);
  let intercept = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const errors = truth.map((label, row) => {
      const sum = columns.reduce(
        (total, column, index) => total + (weights[index] ?? 0) * (column[row] ?? 0),
        intercept,
      );
      return 1 / (1 + Math.exp(-sum)) - label;
    });
    intercept -= (RATE * errors.reduce((sum, error) => sum + error, 0)) / truth.length;
    for (const [index, column] of columns.entries()) {
      const slope = column.reduce((sum, value, row) => sum + value * (errors[row] ?? 0), 0) / truth.length;
      weights[index] = (weights[index] ?? 0) - RATE * (slope + RIDGE * (weights[index] ?? 0));
    }
  }
  return { weights, intercept };
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
