/** Durations and sizes in options, as Flink writes them: `30 min`, `1h`, `128MB`. */

const DURATION_UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  milli: 1,
  millis: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  seconds: 1000,
  min: 60_000,
  m: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
};

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

/** Milliseconds, or undefined when the text is no duration. A bare number counts milliseconds. */
export function parseDuration(text: string): number | undefined {
  return scaled(text, DURATION_UNITS, 'ms');
}

/** Bytes, or undefined when the text is no size. A bare number counts bytes. */
export function parseSize(text: string): number | undefined {
  return scaled(text, SIZE_UNITS, 'b');
}

function scaled(text: string, units: Readonly<Record<string, number>>, bareUnit: string): number | undefined {
  const match = /^\s*(\d+)\s*([a-z]*)\s*$/i.exec(text);
  const unit = units[match?.[2]?.toLowerCase() || bareUnit];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}
