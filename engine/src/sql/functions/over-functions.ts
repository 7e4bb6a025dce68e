/** The functions that exist only with OVER, and what they give. */
import type { DataType } from '../../row/data-type.ts';
import { commonType } from './common-type.ts';
import type { ArgumentInfo, Resolution } from './signature.ts';
import { BIGINT, INT, isInteger, withNullable, withoutAttribute } from './type-build.ts';

export type OverFunctionName = 'ROW_NUMBER' | 'RANK' | 'DENSE_RANK' | 'LAG';

export interface OverSignature {
  readonly name: OverFunctionName;
  readonly minimum: number;
  readonly maximum: number;
  readonly usage: string;
  resolve(args: readonly ArgumentInfo[]): Resolution | undefined;
}

const rank = (name: OverFunctionName): OverSignature => ({
  name,
  minimum: 0,
  maximum: 0,
  usage: `${name}()`,
  resolve: () => ({ argumentTypes: [], type: withNullable(BIGINT, false) }),
});

const lag: OverSignature = {
  name: 'LAG',
  minimum: 1,
  maximum: 3,
  usage: 'LAG(value[, offset[, default]])',
  resolve([value, offset, otherwise]) {
    if (value === undefined || (offset !== undefined && !isInteger(offset.type))) return undefined;
    const type = withNullable(withoutAttribute(otherwise === undefined ? value.type : common(value, otherwise)), true);
    if (type.kind === 'NULL') return undefined;
    const types: readonly DataType[] = [type, withNullable(INT, offset?.type.nullable ?? false), type];
    return { argumentTypes: types.slice(0, otherwise ? 3 : offset ? 2 : 1), type };
  },
};

function common(a: ArgumentInfo, b: ArgumentInfo): DataType {
  return commonType([a.type, b.type]) ?? { kind: 'NULL', nullable: true };
}

export const overFunctions: Readonly<Record<OverFunctionName, OverSignature>> = {
  ROW_NUMBER: rank('ROW_NUMBER'),
  RANK: rank('RANK'),
  DENSE_RANK: rank('DENSE_RANK'),
  LAG: lag,
};

export function isOverFunctionName(name: string): name is OverFunctionName {
  return Object.hasOwn(overFunctions, name);
}
