/** Adds a producer's figures to what the collector tells Prometheus. */
import { Counter, Gauge, type Registry } from 'prom-client';
import { producerMetrics } from '../producer/producer-metrics.ts';
import type { StreamProducer } from '../producer/stream-producer.ts';

/** @param destination the value of the label by which several producers are told apart. */
export function addProducerMetrics(registry: Registry, producers: Readonly<Record<string, StreamProducer>>): void {
  const [first] = Object.values(producers);
  if (first === undefined) return;
  for (const { name, help, kind } of producerMetrics(first)) {
    const figureOf = (producer: StreamProducer) =>
      producerMetrics(producer).find((each) => each.name === name)?.value ?? 0;
    const settings = { name, help, labelNames: ['destination'], registers: [registry] };
    if (kind === 'gauge') {
      new Gauge({
        ...settings,
        collect() {
          for (const [destination, producer] of Object.entries(producers))
            this.set({ destination }, figureOf(producer));
        },
      });
    } else {
      new Counter({
        ...settings,
        collect() {
          this.reset();
          for (const [destination, producer] of Object.entries(producers))
            this.inc({ destination }, figureOf(producer));
        },
      });
    }
  }
}
