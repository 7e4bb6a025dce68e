/** %f, %e and %g of Java's Formatter: rounded half up from the digits that print the double, as BigDecimal does it. */

/** A number that is not negative, as `0.digits × 10^exponent`. */
interface Digits {
  readonly digits: string;
  readonly exponent: number;
}

/** @param precision digits after the point; for %g all digits that count */
export function formatFloating(conversion: string, value: number, precision: number): string {
  switch (conversion) {
    case 'e':
      return scientific(value, precision);
    case 'g':
      return general(value, precision === 0 ? 1 : precision);
    default:
      return fixed(digitsOf(value), precision);
  }
}

function digitsOf(value: number): Digits {
  if (value === 0) return { digits: '0', exponent: 1 };
  const [mantissa = '', power = '0'] = value.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), exponent: Number(power) + 1 };
}

/** Keeps `count` digits; a carry may make one more before the point. */
function rounded({ digits, exponent }: Digits, count: number): Digits {
  if (count < 0) return { digits: '0', exponent };
  if (count >= digits.length) return { digits: digits.padEnd(count, '0'), exponent };
  const up = digits.charAt(count) >= '5';
  const kept = (BigInt(`0${digits.slice(0, count)}`) + (up ? 1n : 0n)).toString().padStart(count, '0');
  return kept.length > count ? { digits: kept, exponent: exponent + 1 } : { digits: kept, exponent };
}

function fixed(value: Digits, precision: number): string {
  const { digits, exponent } = rounded(value, value.exponent + precision);
  const all = exponent <= 0 ? '0'.repeat(1 - exponent) + digits : digits;
  const point = Math.max(exponent, 1);
  const whole = all.slice(0, point).padEnd(point, '0') || '0';
  const fraction = all.slice(point).padEnd(precision, '0').slice(0, precision);
  return precision === 0 ? whole : `${whole}.${fraction}`;
}

function scientific(value: number, precision: number): string {
  const { digits, exponent } = rounded(digitsOf(value), precision + 1);
  const mantissa = precision === 0 ? digits.charAt(0) : `${digits.charAt(0)}.${digits.slice(1, precision + 1)}`;
  const power = value === 0 ? 0 : exponent - 1;
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function general(value: number, precision: number): string {
  if (value === 0) return fixed(digitsOf(0), precision - 1);
  const { exponent } = rounded(digitsOf(value), precision);
  const inRange = value >= 10 ** -4 && exponent <= precision;
  return inRange ? fixed(digitsOf(value), precision - exponent) : scientific(value, precision - 1);
}
