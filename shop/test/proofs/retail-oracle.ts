/**
 * What a shop took, computed by DuckDB from the invoice lines of a CSV file, as an outside check of the pipelines: its
 * own CSV reader, exact DECIMAL sums, and the average divided here by whole numbers, as Flink divides.
 */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

export interface RevenueRow {
  readonly windowStart: string;
  readonly windowEnd: string;
  readonly category: string;
  readonly revenue: string;
  readonly orders: number;
  readonly averageOrderValue: string;
}

export interface LineCounts {
  readonly rows: number;
  /** Lines by the event type that the mapping makes of them. */
  readonly purchases: number;
  readonly cancellations: number;
  readonly others: number;
  /** Sum of Quantity × UnitPrice over all rows, and over the cancelled ones. */
  readonly total: string;
  readonly cancelled: string;
  readonly invoices: number;
}

const PURCHASE = `regexp_full_match(InvoiceNo, '[0-9]+') AND Quantity > 0 AND UnitPrice > 0`;
/** The average keeps six decimals; the sums come out in units of 10⁻⁴. */
const AVERAGE_FACTOR = 100n;

export class RetailOracle {
  readonly #connection: DuckDBConnection;

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /** Reads the file with DuckDB's reader; a line that it cannot read is left out. */
  static async open(path: string): Promise<RetailOracle> {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(`
      CREATE TABLE lines AS SELECT * FROM read_csv('${path}', header = true, ignore_errors = true, quote = '"', escape = '"',
      delim = ',', columns = { 'InvoiceNo': 'VARCHAR', 'StockCode': 'VARCHAR', 'Description': 'VARCHAR', 'Quantity': 'BIGINT',
      'InvoiceDate': 'TIMESTAMP', 'UnitPrice': 'DECIMAL(14, 4)', 'CustomerID': 'VARCHAR', 'Country': 'VARCHAR' })`);
    return new RetailOracle(connection);
  }

  /** Revenue by window of five minutes and country, in the order of the view: by time, then by country. */
  async revenue(): Promise<readonly RevenueRow[]> {
    const rows = await this.#rows(`
      SELECT epoch_ms(time_bucket(INTERVAL 5 MINUTES, InvoiceDate))::VARCHAR AS start, Country AS category,
        (sum(Quantity::DECIMAL(18, 0) * UnitPrice) * 10000)::HUGEINT::VARCHAR AS units,
        count(DISTINCT InvoiceNo)::VARCHAR AS orders
      FROM lines WHERE ${PURCHASE} GROUP BY ALL`);
    return rows.map(revenueRow).sort(byWindowAndCategory);
  }

  async counts(): Promise<LineCounts> {
    const [row = {}] = await this.#rows(`
      SELECT count(*)::VARCHAR AS rows, (count(*) FILTER (WHERE ${PURCHASE}))::VARCHAR AS purchases,
        (count(*) FILTER (WHERE InvoiceNo LIKE 'C%'))::VARCHAR AS cancellations,
        sum(Quantity::DECIMAL(18, 0) * UnitPrice)::VARCHAR AS total,
        (sum(Quantity::DECIMAL(18, 0) * UnitPrice) FILTER (WHERE InvoiceNo LIKE 'C%'))::VARCHAR AS cancelled,
        count(DISTINCT InvoiceNo)::VARCHAR AS invoices
      FROM lines`);
    const [all, purchases, cancellations] = [Number(row.rows), Number(row.purchases), Number(row.cancellations)];
    const others = all - purchases - cancellations;
    const { total = '', cancelled = '' } = row;
    return { rows: all, purchases, cancellations, others, total, cancelled, invoices: Number(row.invoices) };
  }

  close(): void {
    this.#connection.closeSync();
  }

  async #rows(sql: string): Promise<readonly Record<string, string>[]> {
    const reader = await this.#connection.runAndReadAll(sql);
    return reader.getRowObjects().map((row) => {
      return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)]));
    });
  }
}

const WINDOW_MS = 5 * 60_000;

function revenueRow({ start, category = '', units = '0', orders }: Record<string, string>): RevenueRow {
  const startMs = Number(start);
  const sum = BigInt(units);
  return {
    windowStart: new Date(startMs).toISOString(),
    windowEnd: new Date(startMs + WINDOW_MS).toISOString(),
    category,
    revenue: money(sum, 4),
    orders: Number(orders),
    averageOrderValue: money(divideHalfUp(sum * AVERAGE_FACTOR, BigInt(Number(orders))), 6),
  };
}

/** Rounds the quotient of positive numbers to the nearest whole, a half up. */
function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}

/** A scaled whole number as the API writes money: at least two decimals, no zeros beyond. */
function money(units: bigint, scale: number): string {
  const digits = units.toString().padStart(scale + 1, '0');
  const fraction = digits.slice(-scale).replace(/0+$/, '').padEnd(2, '0');
  return `${digits.slice(0, -scale)}.${fraction}`;
}

function byWindowAndCategory(a: RevenueRow, b: RevenueRow): number {
  return compareText(a.windowStart, b.windowStart) || compareText(a.category, b.category);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
