/** Rows as Flink's print sink writes them, which is how Java's own types write themselves. */

import { decimalToText } from '../formats/number-text.ts';
import type { DataType, Schema } from '../row/data-type.ts';
import { formatDouble, formatFloat } from '../row/format-floating.ts';
import { durationText, instantText, localDateTimeText, localTimeText, periodText } from '../row/java-time-text.ts';
import type { Row, Value } from '../row/row.ts';
import { formatDate } from '../row/timestamp.ts';

/** `[a, 12.50, null]`: a row without the sign of its change. */
export function printer(schema: Schema): (row: Row) => string {
  const fields = schema.map(({ type }) => valuePrinter(type));
  return (row) => `[${fields.map((print, index) => print(row[`c${index}`] ?? null)).join(', ')}]`;
}

type ValuePrinter = (value: Value) => string;

function valuePrinter(type: DataType): ValuePrinter {
  const print = notNullPrinter(type);
  return (value) => (value === null ? 'null' : print(value));
}

function notNullPrinter(type: DataType): ValuePrinter {
  switch (type.kind) {
    case 'FLOAT':
      return (value) => formatFloat(value as number);
    case 'DOUBLE':
      return (value) => formatDouble(value as number);
    case 'DECIMAL':
      return (value) => decimalToText(value as number | bigint, type.scale, false);
    case 'BINARY':
    case 'VARBINARY':
      return (value) => `[${Array.from(value as Uint8Array, (byte) => (byte << 24) >> 24).join(', ')}]`;
    case 'DATE':
      return (value) => formatDate(value as number);
    case 'TIME':
      return (value) => localTimeText(value as number);
    case 'TIMESTAMP':
      return (value) => localDateTimeText(value as number);
    case 'TIMESTAMP_LTZ':
      return (value) => instantText(value as number);
    case 'INTERVAL_DAY':
      return (value) => durationText(value as number);
    case 'INTERVAL_YEAR':
      return (value) => periodText(value as number);
    case 'ARRAY': {
      const print = valuePrinter(type.element);
      return (value) => `[${(value as readonly Value[]).map(print).join(', ')}]`;
    }
    case 'MULTISET':
      return multisetPrinter(type.element);
    case 'MAP': {
      const [printKey, printItem] = [valuePrinter(type.key), valuePrinter(type.value)];
      const print = ([key, item]: [Value, Value]) => `${printKey(key)}=${printItem(item)}`;
      return (value) => `{${Array.from(value as ReadonlyMap<Value, Value>, print).join(', ')}}`;
    }
    case 'ROW': {
      const fields = type.fields.map((field) => valuePrinter(field.type));
      return (value) => `+I[${(value as readonly Value[]).map((item, index) => fields[index]?.(item)).join(', ')}]`;
    }
    default:
      return String;
  }
}

function multisetPrinter(element: DataType): ValuePrinter {
  const print = valuePrinter(element);
  return (value) => {
    const counts = new Map<string, number>();
    for (const item of value as readonly Value[]) counts.set(print(item), (counts.get(print(item)) ?? 0) + 1);
    return `{${Array.from(counts, ([text, count]) => `${text}=${count}`).join(', ')}}`;
  };
}
