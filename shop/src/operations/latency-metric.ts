/** Latencies by label as one metric: the page's quantiles and Prometheus' buckets come from the same counts. */
import { Histogram, type MetricObjectWithValues, type MetricValueWithName, type Registry } from 'prom-client';
import { BOUNDS, LatencyHistogram, TOLD_BOUNDS } from './latency-histogram.ts';

export interface LatencyMetricOptions {
  readonly name: string;
  readonly help: string;
  readonly label: string;
  readonly registry: Registry;
}

/** Which of the bounds Prometheus sees. */
const TOLD_PLACES = TOLD_BOUNDS.map((bound) => BOUNDS.indexOf(bound));

/** A histogram of prom-client in all but its counts, which it could only take one by one and in few buckets. */
export class LatencyMetric extends Histogram {
  readonly #byLabel = new Map<string, LatencyHistogram>();
  readonly #description: LatencyMetricOptions;
  /** Says what else prom-client tells of a histogram. */
  readonly #without: Histogram;

  constructor(options: LatencyMetricOptions) {
    const { name, help, label, registry } = options;
    super({ name, help, labelNames: [label], registers: [registry] });
    this.#description = options;
    this.#without = new Histogram({ name, help, registers: [] });
  }

  /** Made when it is first asked for. */
  of(value: string): LatencyHistogram {
    const known = this.#byLabel.get(value) ?? new LatencyHistogram();
    this.#byLabel.set(value, known);
    return known;
  }

  override async get(): Promise<MetricObjectWithValues<MetricValueWithName<string>>> {
    const { name, label } = this.#description;
    const values = [...this.#byLabel].flatMap(([value, histogram]) => valuesOf(name, { [label]: value }, histogram));
    return { ...(await this.#without.get()), values };
  }

  /** What the registry asks for where it is there. */
  getForPromString(): Promise<MetricObjectWithValues<MetricValueWithName<string>>> {
    return this.get();
  }
}

/** As prom-client writes a histogram: buckets that hold all below their bound, then sum and count. */
function valuesOf(
  name: string,
  labels: Readonly<Record<string, string>>,
  { counts, events, sumSeconds }: LatencyHistogram,
): readonly MetricValueWithName<string>[] {
  const buckets = TOLD_PLACES.map((place, index) => ({
    metricName: `${name}_bucket`,
    labels: { ...labels, le: TOLD_BOUNDS[index] ?? 0 },
    value: counts.subarray(0, place + 1).reduce((sum, count) => sum + count, 0),
  }));
  return [
    ...buckets,
    { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: events },
    { metricName: `${name}_sum`, labels, value: sumSeconds },
    { metricName: `${name}_count`, labels, value: events },
  ];
}
