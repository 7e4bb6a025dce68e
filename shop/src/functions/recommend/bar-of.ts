/** The value that exactly `count` of the values reach, ties aside; that of the least when there are no more than that. */
export function barOf(values: Float64Array, count: number): number {
  if (values.length <= count) return Number.NEGATIVE_INFINITY;
  return values.toSorted()[values.length - count] ?? Number.NEGATIVE_INFINITY;
}
