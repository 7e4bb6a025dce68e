/** CAST of arrays, multisets, maps and rows: part by part. One part that fails fails the whole. */
import type { DataType } from '../../../row/data-type.ts';
import type { Value } from '../../../row/row.ts';
import type { Converter } from './converter.ts';

type FindConverter = (from: DataType, to: DataType) => Converter | undefined;

export function collectionConverter(from: DataType, to: DataType, find: FindConverter): Converter | undefined {
  if ((from.kind === 'ARRAY' || from.kind === 'MULTISET') && to.kind === from.kind) {
    const element = find(from.element, to.element);
    return element && ((value) => convertItems(value, () => element));
  }
  if (from.kind === 'MAP' && to.kind === 'MAP') return mapConverter(find(from.key, to.key), find(from.value, to.value));
  if (from.kind === 'ROW' && to.kind === 'ROW') {
    const fields = to.fields.map((field, index) => {
      const source = from.fields[index];
      return source && find(source.type, field.type);
    });
    return fields.includes(undefined) ? undefined : (value) => convertItems(value, (index) => fields[index]);
  }
  return undefined;
}

function convertItems(value: Value, converterAt: (index: number) => Converter | undefined): Value | undefined {
  const items: readonly Value[] = Array.isArray(value) ? value : [];
  const result: Value[] = [];
  for (const [index, item] of items.entries()) {
    const converted = convertPart(item, converterAt(index));
    if (converted === undefined) return undefined;
    result.push(converted);
  }
  return result;
}

function mapConverter(key: Converter | undefined, item: Converter | undefined): Converter | undefined {
  if (key === undefined || item === undefined) return undefined;
  return (value) => {
    const result = new Map<Value, Value>();
    for (const [oldKey, oldItem] of value instanceof Map ? value : []) {
      const newKey = convertPart(oldKey, key);
      const newItem = convertPart(oldItem, item);
      if (newKey === undefined || newItem === undefined) return undefined;
      result.set(newKey, newItem);
    }
    return result;
  };
}

function convertPart(value: Value, convert: Converter | undefined): Value | undefined {
  return value === null ? null : convert?.(value);
}
