/** DOUBLE and FLOAT as text, the way Java prints them: `1.0`, `1.0E10`, `1.0E-5`, `Infinity`. */

/** The shortest digits that read back as the same double, plain from 10^-3 up to 10^7, else with an exponent. */
export function formatDouble(value: number): string {
  return formatDigits(value, String(Math.abs(value)));
}

/** Likewise for a single-precision value held in a double. */
export function formatFloat(value: number): string {
  return formatDigits(value, shortestFloat(Math.abs(value)));
}

function formatDigits(value: number, magnitudeText: string): string {
  if (Number.isNaN(value)) return 'NaN';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const magnitude = Math.abs(value);
  if (magnitude === Number.POSITIVE_INFINITY) return `${sign}Infinity`;
  if (magnitude === 0) return `${sign}0.0`;
  const { digits, exponent } = decompose(magnitudeText);
  if (exponent >= -3 && exponent < 7) return sign + plain(digits, exponent);
  return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${exponent}`;
}

/** 1234.5 as the digits 12345 with exponent 3: d.ddd × 10^exponent. */
function decompose(text: string): { digits: string; exponent: number } {
  const [mantissa = '', power = '0'] = text.split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = whole + fraction;
  const leading = all.length - all.replace(/^0+/, '').length;
  return { digits: all.slice(leading).replace(/0+$/, ''), exponent: Number(power) + whole.length - 1 - leading };
}

function plain(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const padded = digits.padEnd(exponent + 1, '0');
  return `${padded.slice(0, exponent + 1)}.${padded.slice(exponent + 1) || '0'}`;
}

/** Nine significant digits always tell singles apart. */
function shortestFloat(magnitude: number): string {
  for (let digits = 1; digits < 9; digits += 1) {
    const text = magnitude.toPrecision(digits);
    if (Math.fround(Number(text)) === magnitude) return text;
  }
  return magnitude.toPrecision(9);
}
