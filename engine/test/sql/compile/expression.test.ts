/** Compiled expressions against the interpreter, and the behaviour that fuzzing would not show. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CodeWriter } from '../../../src/row/code-writer.ts';
import type { DataType, DecimalType } from '../../../src/row/data-type.ts';
import type { Row, Value } from '../../../src/row/row.ts';
import { rowClass } from '../../../src/row/row-class.ts';
import type { Expression } from '../../../src/sql/bind/expression.ts';
import { compileCondition, compileExpression, expressionFunction } from '../../../src/sql/compile/expression.ts';
import { additionType, multiplicationType } from '../../../src/sql/functions/decimal-rules.ts';
import { BIGINT, BOOLEAN, call, caseWhen, column, decimal, evaluate, INT, literal, STRING } from './build.ts';
import { interpret, OutOfRange } from './interpreter.ts';

const MONEY = decimal(10, 2);
const WIDE = decimal(38, 4);
const COLUMNS: readonly DataType[] = [
  INT,
  INT,
  BIGINT,
  MONEY,
  WIDE,
  STRING,
  STRING,
  BOOLEAN,
  { ...INT, nullable: false },
];

const texts = fc.constantFrom('', 'a', 'b', 'ab', 'é', '😀', '\uffff');
const integers = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(2147483647, -2147483648, 65536));
const cents = fc.oneof(fc.integer({ min: -500, max: 500 }), fc.constantFrom(9999999999, -9999999999));
const wides: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: -500, max: 500 }),
  fc.constantFrom<Value>(Number.MAX_SAFE_INTEGER, 2n ** 53n, -(10n ** 38n) + 1n, 10n ** 30n),
);

function valuesOf(type: DataType): fc.Arbitrary<Value> {
  switch (type.kind) {
    case 'INT':
      return integers;
    case 'BIGINT':
      return fc.oneof(integers, fc.constantFrom(Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER));
    case 'DECIMAL':
      return type.precision === 10 ? cents : wides;
    case 'BOOLEAN':
      return fc.boolean();
    default:
      return texts;
  }
}

const rows = fc.tuple(...COLUMNS.map((type) => (type.nullable ? fc.option(valuesOf(type)) : valuesOf(type))));

function leaf(type: DataType): fc.Arbitrary<Expression> {
  const columns = COLUMNS.flatMap((candidate, index) =>
    candidate.kind === type.kind && (type.kind !== 'DECIMAL' || candidate === type) ? [column(index, candidate)] : [],
  );
  const literals = fc.option(valuesOf(type)).map((value) => literal(value, type));
  return columns.length === 0 ? literals : fc.oneof(fc.constantFrom<Expression[]>(...columns), literals);
}

const decimalTypes = fc.constantFrom(MONEY, WIDE);

function decimalExpression(depth: number): fc.Arbitrary<Expression> {
  const base = decimalTypes.chain(leaf);
  if (depth === 0) return base;
  const operand = decimalExpression(depth - 1);
  return fc.oneof(
    base,
    fc.tuple(fc.constantFrom('PLUS', 'MINUS', 'TIMES'), operand, operand).map(([name, a, b]) => {
      const [x, y] = [a.type as DecimalType, b.type as DecimalType];
      return call(name, [a, b], {
        ...(name === 'TIMES' ? multiplicationType(x, y) : additionType(x, y)),
        nullable: true,
      });
    }),
  );
}

function expressionOf(type: DataType, depth: number): fc.Arbitrary<Expression> {
  if (depth === 0) return leaf(type);
  const same = expressionOf(type, depth - 1);
  const condition = expressionOf(BOOLEAN, depth - 1);
  const shared = [
    leaf(type),
    fc.tuple(condition, same, same).map(([when, then, otherwise]) => caseWhen([[when, then]], otherwise)),
    fc.tuple(same, same).map((args) => call('COALESCE', args, type)),
  ];
  return fc.oneof(...shared, ...special(type, depth - 1));
}

function special(type: DataType, depth: number): fc.Arbitrary<Expression>[] {
  switch (type.kind) {
    case 'INT':
    case 'BIGINT':
      return [
        fc
          .tuple(fc.constantFrom('PLUS', 'MINUS', 'TIMES'), expressionOf(type, depth), expressionOf(type, depth))
          .map(([name, a, b]) => call(name, [a, b], type)),
        expressionOf(type, depth).map((a) => call('NEGATE', [a], type)),
      ];
    case 'BOOLEAN':
      return predicates(depth);
    case 'VARCHAR':
      return [fc.tuple(leaf(STRING), expressionOf(STRING, depth)).map((args) => call('CONCAT', args, STRING))];
    default:
      return [];
  }
}

const COMPARISONS = [
  'EQUALS',
  'NOT_EQUALS',
  'LESS',
  'LESS_OR_EQUAL',
  'GREATER',
  'GREATER_OR_EQUAL',
  'IS_DISTINCT_FROM',
];

function predicates(depth: number): fc.Arbitrary<Expression>[] {
  const operand = fc
    .constantFrom(INT, BIGINT, STRING, BOOLEAN)
    .chain((type) => fc.tuple(expressionOf(type, depth), expressionOf(type, depth)));
  const pairs = fc.oneof(operand, fc.tuple(decimalExpression(depth), decimalExpression(depth)));
  const booleans = expressionOf(BOOLEAN, depth);
  return [
    fc.tuple(fc.constantFrom(...COMPARISONS), pairs).map(([name, args]) => call(name, args, BOOLEAN)),
    fc.tuple(fc.constantFrom('AND', 'OR'), booleans, booleans).map(([name, a, b]) => call(name, [a, b], BOOLEAN)),
    fc
      .tuple(fc.constantFrom('NOT', 'IS_TRUE', 'IS_NOT_TRUE', 'IS_NULL', 'IS_NOT_NULL'), booleans)
      .map(([name, a]) => call(name, [a], BOOLEAN)),
    fc.array(leaf(STRING), { minLength: 2, maxLength: 6 }).map((args) => call('IN', args, BOOLEAN)),
  ];
}

/** The value, or the word for the error that a row may have. */
function outcome(compute: () => Value): Value | 'out of range' {
  try {
    return compute();
  } catch (error) {
    if (error instanceof OutOfRange || (error as { code?: string }).code === 'NUMBER_OUT_OF_RANGE')
      return 'out of range';
    throw error;
  }
}

const Input = rowClass(COLUMNS.map((type, index) => ({ name: `f${index}`, type })));

describe('compiled expressions agree with the interpreter', () => {
  const anyExpression = fc.oneof(
    ...[INT, BIGINT, STRING, BOOLEAN].map((type) => expressionOf(type, 3)),
    decimalExpression(2),
  );

  test('as values', () => {
    fc.assert(
      fc.property(anyExpression, fc.array(rows, { minLength: 1, maxLength: 5 }), (expression, inputs) => {
        const compiled = expressionFunction(expression);
        for (const columns of inputs) {
          const expected = outcome(() => interpret(expression, columns));
          expect(outcome(() => compiled(new Input(...columns)))).toEqual(expected);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('as conditions, where only TRUE matters', () => {
    fc.assert(
      fc.property(expressionOf(BOOLEAN, 3), fc.array(rows, { minLength: 1, maxLength: 5 }), (expression, inputs) => {
        const writer = new CodeWriter('condition');
        writer.block('return (row) =>', () => {
          writer.line(`return ${compileCondition(expression, { writer, row: 'row' })};`);
        });
        const compiled = writer.evaluate<(row: Row) => boolean>();
        for (const columns of inputs) {
          const expected = outcome(() => interpret(expression, columns));
          const actual = outcome(() => compiled(new Input(...columns)));
          // A condition may leave out an operand that cannot change the outcome, and with it that operand's error.
          if (expected !== 'out of range') expect(actual).toBe(expected === true);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('generated code', () => {
  test('several expressions share one function', () => {
    const writer = new CodeWriter('calc');
    writer.block('return (row) =>', () => {
      const scope = { writer, row: 'row' };
      const total = compileExpression(call('PLUS', [column(0, INT), column(1, INT)], INT), scope);
      const text = compileExpression(call('CONCAT', [column(2, STRING), literal('!', STRING)], STRING), scope);
      writer.line(`return [${total.code}, ${text.code}];`);
    });
    const Row = rowClass([INT, INT, STRING].map((type) => ({ name: 'f', type })));
    expect(writer.evaluate<(row: Row) => Value[]>()(new Row(1, 2, 'a'))).toEqual([3, 'a!']);
  });

  test('columns that cannot be NULL are not tested for it', () => {
    const writer = new CodeWriter('calc');
    const notNull: DataType = { kind: 'DOUBLE', nullable: false };
    const fragment = compileExpression(call('PLUS', [column(0, notNull), column(1, notNull)], notNull), {
      writer,
      row: 'row',
    });
    expect(fragment.nullable).toBe(false);
    expect(writer.source()).not.toContain('null');
  });

  test('constant parts are computed once, and fail only when a row gets there', () => {
    const writer = new CodeWriter('constant');
    const three = call('PLUS', [literal(1, INT), literal(2, INT)], INT);
    expect(compileExpression(three, { writer, row: 'row' })).toEqual({ code: '3', nullable: false, constant: 3 });
    const division = call('DIVIDE', [literal(1, INT), literal(0, INT)], INT);
    const guarded = caseWhen([[call('IS_NULL', [column(0, INT)], BOOLEAN), division]], column(0, INT));
    expect(evaluate(guarded, [5])).toBe(5);
    expect(() => evaluate(guarded, [null])).toThrow('Division by zero');
  });

  test('texts in literals cannot break out of the code', () => {
    const nasty = '"; throw 1; //\u2028\n\\';
    expect(evaluate(call('CONCAT', [literal(nasty, STRING), column(0, STRING)], STRING), ['x'])).toBe(`${nasty}x`);
  });

  test('an overflow names the place, the type and the way out', () => {
    const sum = call('PLUS', [column(0, INT), column(1, INT)], INT);
    expect(() => evaluate(sum, [2147483647, 1])).toThrow('test.sql:3:7 2147483648 does not fit INT');
  });
});
