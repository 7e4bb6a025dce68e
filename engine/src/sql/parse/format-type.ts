/** Data types and interval qualifiers as canonical SQL. */
import type { IntervalQualifier, TypeNode } from './ast.ts';
import { quoteText } from './literal-text.ts';
import { quoteName } from './quote-name.ts';

/** `DECIMAL(10, 2) NOT NULL`; nullability is written only where a type is NOT NULL. */
export function formatType(type: TypeNode): string {
  return `${formatBase(type)}${type.nullable ? '' : ' NOT NULL'}`;
}

function formatBase(type: TypeNode): string {
  switch (type.kind) {
    case 'scalar-type': {
      const numbers = [type.precision, type.scale].filter((number) => number !== undefined);
      return numbers.length === 0 ? type.name : `${type.name}(${numbers.join(', ')})`;
    }
    case 'interval-type':
      return `INTERVAL ${formatIntervalQualifier(type.qualifier)}`;
    case 'collection-type':
      return `${type.name}<${formatType(type.element)}>`;
    case 'map-type':
      return `MAP<${formatType(type.key)}, ${formatType(type.value)}>`;
    case 'row-type': {
      const fields = type.fields.map(({ name, type: fieldType, comment }) => {
        const text = comment === undefined ? '' : ` ${quoteText(comment)}`;
        return `${quoteName(name.name)} ${formatType(fieldType)}${text}`;
      });
      return `ROW<${fields.join(', ')}>`;
    }
  }
}

/** `DAY(3) TO SECOND(6)`. */
export function formatIntervalQualifier(qualifier: IntervalQualifier): string {
  const { from, to, precision, fractionalPrecision } = qualifier;
  const leading = to === undefined ? [precision, fractionalPrecision] : [precision];
  const numbers = leading.filter((number) => number !== undefined).join(', ');
  const head = numbers === '' ? from : `${from}(${numbers})`;
  if (to === undefined) return head;
  return `${head} TO ${to}${fractionalPrecision === undefined ? '' : `(${fractionalPrecision})`}`;
}
