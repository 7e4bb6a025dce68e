/** A value of a CSV file that we gave out and that comes back, without the apostrophe that kept it from being a formula. */
export function plainCsvValue(text: string): string {
  return /^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
}
