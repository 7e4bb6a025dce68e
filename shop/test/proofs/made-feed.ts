/** A feed of invoice lines that the project makes itself, with everything that real feeds hold. */
import { seededRandom } from '../../src/simulate/random.ts';

export interface MadeFeed {
  readonly csv: string;
  /** Lines that are events, and lines that are broken. */
  readonly lines: number;
  readonly broken: number;
}

const START_MS = Date.parse('2024-01-15T08:00:00Z');
const COUNTRIES = ['United Kingdom', 'France', 'EIRE', 'Saudi Arabia'];
const DESCRIPTIONS = ['LANTERN', '"TRAY, BREAKFAST"', '"RECORD FRAME 7"" SINGLE"', '', 'CAFÉ ÇA VA'];
const PRICES = ['2.55', '0.001', '12.125', '7649.4', '0.29', '3'];
const INVOICES = 900;

/** The same for the same seed: lines in order of time, with exact duplicates, cancellations, free lines and a broken line. */
export function makeFeed(seed: number): MadeFeed {
  const random = seededRandom(seed);
  const lines: string[] = [];
  let atMs = START_MS;
  for (let invoice = 0; invoice < INVOICES; invoice += 1) {
    atMs += random.below(4) * 60_000;
    const isCancelled = random.below(20) === 0;
    const head = `${isCancelled ? 'C' : ''}${536_000 + invoice}`;
    const tail = `${random.below(4) === 0 ? '' : `${17_000 + random.below(50)}.0`},${COUNTRIES[random.below(4)]}`;
    for (let line = random.below(8); line >= 0; line -= 1) {
      const quantity = (1 + random.below(48)) * (isCancelled || random.below(40) === 0 ? -1 : 1);
      const price = random.below(30) === 0 ? '0.0' : PRICES[random.below(PRICES.length)];
      const goods = `${21_000 + random.below(60)},${DESCRIPTIONS[random.below(DESCRIPTIONS.length)]},${quantity}`;
      const text = `${head},${goods},${clock(atMs)},${price},${tail}`;
      lines.push(text);
      if (random.below(25) === 0) lines.push(text);
    }
  }
  const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
  return { csv: `${[header, ...lines, '999999,21000,CUT O'].join('\n')}\n`, lines: lines.length, broken: 1 };
}

function clock(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
