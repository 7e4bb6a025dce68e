/** How many quarantined events wait to be mended, for Prometheus. */
import { Gauge, type Registry } from 'prom-client';
import type { Quarantine } from '../events/quarantine.ts';

export function addQuarantineMetrics(registry: Registry, quarantine: Pick<Quarantine, 'counts'>): void {
  new Gauge({
    name: 'millrace_quarantine_open_events',
    help: 'Quarantined events that are still bad, by code and source.',
    labelNames: ['code', 'source'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { code, source, open } of quarantine.counts()) this.set({ code, source }, open);
    },
  });
}
