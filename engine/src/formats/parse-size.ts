/** Sizes in options, as Flink writes them: `128MB`, `64 kb`. Every unit is a power of 1024. */

const SIZE_UNITS: Readonly<Record<string, number>> = {
  b: 1,
  bytes: 1,
  k: 2 ** 10,
  kb: 2 ** 10,
  kibibytes: 2 ** 10,
  m: 2 ** 20,
  mb: 2 ** 20,
  mebibytes: 2 ** 20,
  g: 2 ** 30,
  gb: 2 ** 30,
  gibibytes: 2 ** 30,
};

/** Bytes, or undefined when the text is no size. A bare number counts bytes. */
export function parseSize(text: string): number | undefined {
  const match = /^\s*(\d+)\s*([a-z]*)\s*$/i.exec(text);
  const unit = SIZE_UNITS[match?.[2]?.toLowerCase() || 'b'];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}
