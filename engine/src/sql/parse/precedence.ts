/** How strongly operators bind; shared by the parser and the printer, so that they cannot disagree. */
export const PRECEDENCE = {
  or: 10,
  and: 20,
  not: 30,
  is: 40,
  comparison: 50,
  range: 60,
  additive: 70,
  multiplicative: 80,
  unary: 90,
  primary: 100,
} as const;
