/** Functions at the end of a JSON path: `$.prices.max()`. What has no number in it has no result. */
import { formatDouble } from '../../../../row/format-floating.ts';
import { isJsonArray, isJsonObject, JsonNumber, type JsonValue } from './json-document.ts';

export type JsonPathFunction = (value: JsonValue) => JsonValue | undefined;

function lengthOf(value: JsonValue): JsonValue | undefined {
  if (isJsonArray(value)) return new JsonNumber(String(value.length));
  return isJsonObject(value) ? new JsonNumber(String(Object.keys(value).length)) : undefined;
}

/** A function of the numbers in an array, with a DOUBLE as its result. */
function ofNumbers(compute: (numbers: readonly number[]) => number): JsonPathFunction {
  return (value) => {
    const numbers = (isJsonArray(value) ? value : [])
      .map((item) => (item instanceof JsonNumber ? Number(item.text) : item))
      .filter((item) => typeof item === 'number');
    return numbers.length === 0 ? undefined : new JsonNumber(formatDouble(compute(numbers)));
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function deviation(numbers: readonly number[]): number {
  const [count, total] = [numbers.length, sum(numbers)];
  return Math.sqrt(sum(numbers.map((each) => each * each)) / count - (total * total) / count / count);
}

export const JSON_PATH_FUNCTIONS: Readonly<Record<string, JsonPathFunction>> = {
  length: lengthOf,
  size: lengthOf,
  min: ofNumbers((numbers) => Math.min(...numbers)),
  max: ofNumbers((numbers) => Math.max(...numbers)),
  avg: ofNumbers((numbers) => sum(numbers) / numbers.length),
  sum: ofNumbers(sum),
  stddev: ofNumbers(deviation),
  keys: (value) => (isJsonObject(value) ? Object.keys(value) : undefined),
  first: (value) => (isJsonArray(value) ? value[0] : undefined),
  last: (value) => (isJsonArray(value) ? value.at(-1) : undefined),
};
