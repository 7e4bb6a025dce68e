/** Values in Debezium's JSON, by the schema that comes with them: decimals as bytes and times as numbers become text. */
import type { CellValue } from './change-event.ts';

/** What the schema says of a column: `{ "field": "price", "type": "bytes", "name": "….Decimal", "parameters": … }`. */
export type ColumnSchema = Readonly<Record<string, unknown>>;

const DAY_MS = 86_400_000;

export function decodeCell(value: unknown, schema: ColumnSchema | undefined): CellValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object') return decodeObject(value);
  const name = String(schema?.name ?? '');
  if (typeof value === 'string') return name.endsWith('.Decimal') ? decimalText(value, scaleOf(schema)) : value;
  if (typeof value !== 'number') return typeof value === 'boolean' ? value : String(value);
  switch (name) {
    case 'io.debezium.time.Date':
    case 'org.apache.kafka.connect.data.Date':
      return dateText(value * DAY_MS).slice(0, 10);
    case 'io.debezium.time.Timestamp':
    case 'org.apache.kafka.connect.data.Timestamp':
      return dateText(value);
    case 'io.debezium.time.MicroTimestamp':
      return dateText(value / 1_000);
    case 'io.debezium.time.NanoTimestamp':
      return dateText(value / 1_000_000);
    default:
      return value;
  }
}

/** Arrays stay, decimals of no fixed scale become text, and so does any other object, as JSON. */
function decodeObject(value: object): CellValue {
  if (Array.isArray(value)) return value.map((element) => decodeCell(element, undefined));
  if ('scale' in value && 'value' in value && typeof value.value === 'string' && Object.keys(value).length === 2) {
    return decimalText(value.value, Number(value.scale));
  }
  return JSON.stringify(value);
}

function scaleOf(schema: ColumnSchema | undefined): number {
  const parameters = schema?.parameters;
  const scale = typeof parameters === 'object' && parameters !== null && 'scale' in parameters ? parameters.scale : 0;
  return Number(scale);
}

/** From the big-endian two's complement of the digits to `-12.50`. */
export function decimalText(base64: string, scale: number): string {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length === 0 || !Number.isInteger(scale)) return base64;
  const unscaled = BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`));
  const digits = String(unscaled < 0n ? -unscaled : unscaled);
  const sign = unscaled < 0n ? '-' : '';
  if (scale <= 0) return `${sign}${digits}${'0'.repeat(-scale)}`;
  const padded = digits.padStart(scale + 1, '0');
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

function dateText(epochMs: number): string {
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? String(epochMs) : date.toISOString();
}
