/** Common types do not depend on the order of the values, as CASE branches may come in any. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataType } from '../../../src/row/data-type.ts';
import { STRING } from '../../../src/row/data-type.ts';
import { commonType } from '../../../src/sql/functions/common-type.ts';
import {
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  decimal,
  INT,
  NULL_TYPE,
  sameType,
  TIMESTAMP_3,
  TIMESTAMP_LTZ_3,
} from '../../../src/sql/functions/type-build.ts';

const types = fc.constantFrom<DataType>(
  INT,
  BIGINT,
  DOUBLE,
  { kind: 'FLOAT', nullable: true },
  decimal(10, 2),
  decimal(20, 8),
  STRING,
  { kind: 'CHAR', length: 3, nullable: false },
  { kind: 'VARCHAR', length: 9, nullable: true },
  BOOLEAN,
  DATE,
  TIMESTAMP_3,
  TIMESTAMP_LTZ_3,
  NULL_TYPE,
  { kind: 'ARRAY', element: INT, nullable: true },
  { kind: 'ARRAY', element: DOUBLE, nullable: false },
);

describe('the common type', () => {
  it('of two is the same in either order', () => {
    fc.assert(
      fc.property(types, types, (a, b) => {
        const [left, right] = [commonType([a, b]), commonType([b, a])];
        if (left === undefined || right === undefined) expect(left).toBe(right);
        else expect(sameType(left, right)).toBe(true);
      }),
    );
  });

  it('of a type with itself and with NULL is that type, nullable', () => {
    fc.assert(
      fc.property(types, (type) => {
        const common = commonType([type, type, NULL_TYPE]);
        expect(common !== undefined && sameType(common, type) && common.nullable).toBe(true);
      }),
    );
  });
});
