/** The remainder that has the divisor's sign: JavaScript's `%` turns negative for times before 1970. Never -0. */
export function modulo(value: number, divisor: number): number {
  const remainder = value % divisor;
  return remainder < 0 ? remainder + divisor : remainder + 0;
}
