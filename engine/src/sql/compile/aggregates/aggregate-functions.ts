/** Every aggregate function and how it is compiled. A name without an implementation does not type-check. */
import type { AggregateFunctionName } from '../../functions/names.ts';
import type { AggregateCompiler } from './aggregate-code.ts';
import { arrayAggregate, collect, count, listAggregate } from './count-and-collect.ts';
import { jsonArrayAggregate, jsonObjectAggregate } from './json-aggregates.ts';
import { firstValue, lastValue, maximum, minimum } from './minimum-and-first.ts';
import { percentile } from './percentile.ts';
import { average, sum, sumOrZero } from './sum.ts';
import { variance } from './variance.ts';

export const aggregateFunctions: Readonly<Record<AggregateFunctionName, AggregateCompiler>> = {
  COUNT: count,
  SUM: sum,
  SUM0: sumOrZero,
  AVG: average,
  MIN: minimum,
  MAX: maximum,
  FIRST_VALUE: firstValue,
  LAST_VALUE: lastValue,
  LISTAGG: listAggregate,
  COLLECT: collect,
  ARRAY_AGG: arrayAggregate,
  JSON_OBJECTAGG: jsonObjectAggregate,
  JSON_ARRAYAGG: jsonArrayAggregate,
  PERCENTILE: percentile,
  STDDEV_POP: variance(false, true),
  STDDEV_SAMP: variance(true, true),
  VAR_POP: variance(false, false),
  VAR_SAMP: variance(true, false),
};
