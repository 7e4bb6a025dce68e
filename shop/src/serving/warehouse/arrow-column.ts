/** How a column of a result becomes one of Arrow: numbers, decimals and times as such, everything nested as JSON text. */
import {
  DuckDBDecimalType,
  DuckDBDecimalValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';
import {
  Bool,
  type Data,
  type DataType,
  DateDay,
  Decimal,
  Float64,
  Int32,
  Int64,
  makeData,
  TimestampMicrosecond,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { daysOf, microsOf, plainCell } from './plain-cell.ts';

export interface ArrowColumn {
  readonly type: DataType;
  data(values: readonly DuckDBValue[]): Data;
}

const WORDS_OF_DECIMAL = 4;

export function arrowColumn(type: DuckDBType): ArrowColumn {
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return { type: new Bool(), data: (values) => firstData(vectorFromArray(values.map(asBoolean), new Bool())) };
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
      return fixedColumn(new Int32(), (values) =>
        Int32Array.from(values, (value) => (typeof value === 'number' ? value : 0)),
      );
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.BIGINT:
      return fixedColumn(new Int64(), (values) => BigInt64Array.from(values, asBigInt));
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return fixedColumn(new Float64(), (values) => Float64Array.from(values, Number));
    case DuckDBTypeId.DATE:
      return fixedColumn(new DateDay(), (values) => Int32Array.from(values, (value) => daysOf(value) ?? 0));
    case DuckDBTypeId.TIMESTAMP_TZ:
    case DuckDBTypeId.TIMESTAMP:
      return fixedColumn(new TimestampMicrosecond('UTC'), (values) => BigInt64Array.from(values, asMicros));
    case DuckDBTypeId.HUGEINT:
      return decimalColumn(38, 0);
    default:
      return type instanceof DuckDBDecimalType ? decimalColumn(type.width, type.scale) : textColumn();
  }
}

/** @param numbers the values as they lie in memory; what stands for NULL is not read. */
function fixedColumn(
  type: DataType,
  numbers: (values: readonly DuckDBValue[]) => ArrayLike<number | bigint>,
): ArrowColumn {
  return {
    type,
    data: (values) => {
      const nullBitmap = validity(values);
      const nullCount = values.reduce<number>((count, value) => (value === null ? count + 1 : count), 0);
      return makeData<DataType>({ type, length: values.length, nullCount, nullBitmap, data: numbers(values) } as never);
    },
  };
}

/** One bit a value, from the lowest: set where there is one. */
function validity(values: readonly DuckDBValue[]): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  values.forEach((value, place) => {
    if (value !== null) bits[place >> 3] = (bits[place >> 3] ?? 0) | (1 << (place & 7));
  });
  return bits;
}

function decimalColumn(width: number, scale: number): ArrowColumn {
  const asWords = (values: readonly DuckDBValue[]) => {
    const words = new Uint32Array(values.length * WORDS_OF_DECIMAL);
    values.forEach((value, place) => {
      let rest = BigInt.asUintN(128, value instanceof DuckDBDecimalValue ? value.value : asBigInt(value));
      for (let word = 0; word < WORDS_OF_DECIMAL; word++) {
        words[place * WORDS_OF_DECIMAL + word] = Number(rest & 0xffffffffn);
        rest >>= 32n;
      }
    });
    return words;
  };
  return fixedColumn(new Decimal(scale, width, 128), asWords);
}

function textColumn(): ArrowColumn {
  const type = new Utf8();
  return { type, data: (values) => firstData(vectorFromArray(values.map(asText), type)) };
}

/** What `vectorFromArray` makes of one chunk is one piece, unless it is empty. */
function firstData({ data }: { readonly data: readonly Data[] }): Data {
  const [first] = data;
  if (!first) throw new RangeError('a column without values');
  return first;
}

function asText(value: DuckDBValue): string | null {
  const cell = plainCell(value);
  if (cell === null || typeof cell === 'string') return cell;
  return JSON.stringify(cell);
}

function asBoolean(value: DuckDBValue): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

function asBigInt(value: DuckDBValue): bigint {
  if (typeof value === 'bigint') return value;
  return typeof value === 'number' ? BigInt(value) : 0n;
}

function asMicros(value: DuckDBValue): bigint {
  return microsOf(value) ?? 0n;
}
