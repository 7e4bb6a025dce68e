/** Precision and scale of decimal results, row by row as Flink gives them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecimalType } from '../../../src/row/data-type.ts';
import {
  additionType,
  averageType,
  divisionType,
  mergedDecimal,
  moduloType,
  multiplicationType,
  roundType,
  sumType,
} from '../../../src/sql/functions/decimal-rules.ts';
import { decimal } from '../../../src/sql/functions/type-build.ts';

type Shape = readonly [precision: number, scale: number];
type Rule = (a: DecimalType, b: DecimalType) => DecimalType;

const shape = (type: DecimalType): Shape => [type.precision, type.scale];

const binaryRules: readonly (readonly [name: string, rule: Rule, a: Shape, b: Shape, result: Shape])[] = [
  ['+', additionType, [10, 2], [10, 2], [11, 2]],
  ['+', additionType, [10, 2], [12, 4], [13, 4]],
  ['+', additionType, [38, 2], [38, 2], [38, 2]],
  ['+', additionType, [38, 8], [32, 8], [38, 7]],
  ['*', multiplicationType, [10, 2], [10, 0], [21, 2]],
  ['*', multiplicationType, [14, 4], [10, 0], [25, 4]],
  ['*', multiplicationType, [30, 10], [30, 10], [38, 6]],
  ['*', multiplicationType, [38, 2], [10, 2], [38, 4]],
  ['/', divisionType, [10, 2], [10, 2], [23, 13]],
  ['/', divisionType, [38, 4], [19, 0], [38, 6]],
  ['/', divisionType, [5, 0], [1, 0], [11, 6]],
  ['%', moduloType, [10, 2], [5, 3], [5, 3]],
  ['%', moduloType, [10, 0], [4, 0], [4, 0]],
  ['common type', mergedDecimal, [10, 2], [19, 0], [21, 2]],
  ['common type', mergedDecimal, [38, 10], [38, 0], [38, 0]],
];

describe('decimal results', () => {
  it.each(binaryRules)('%s', (_, rule, a, b, result) => {
    expect(shape(rule(decimal(...a), decimal(...b)))).toEqual(result);
  });

  it.each([
    [[10, 2], 0, [9, 0]],
    [[10, 2], 1, [10, 1]],
    [[10, 2], 5, [10, 2]],
    [[10, 2], -2, [9, 0]],
  ] as const)('ROUND of %j to %i digits', (from, digits, result) => {
    expect(shape(roundType(decimal(...from), digits))).toEqual(result);
  });

  it.each([
    [
      [10, 2],
      [38, 2],
      [38, 6],
    ],
    [
      [20, 8],
      [38, 8],
      [38, 8],
    ],
    [
      [5, 0],
      [38, 0],
      [38, 6],
    ],
  ] as const)('SUM and AVG of %j', (from, sum, average) => {
    const [precision, scale] = from;
    expect(shape(sumType(decimal(precision, scale)))).toEqual(sum);
    expect(shape(averageType(decimal(precision, scale)))).toEqual(average);
  });

  it('never passes 38 digits, and never has more digits after the point than in all', () => {
    const decimals = fc
      .integer({ min: 1, max: 38 })
      .chain((precision) => fc.integer({ min: 0, max: precision }).map((scale) => decimal(precision, scale)));
    const rules = fc.constantFrom<Rule>(additionType, multiplicationType, divisionType, moduloType, mergedDecimal);
    fc.assert(
      fc.property(decimals, decimals, rules, (a, b, rule) => {
        const { precision, scale } = rule(a, b);
        expect(precision).toBeLessThanOrEqual(38);
        expect(scale).toBeLessThanOrEqual(precision);
        expect(scale).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
