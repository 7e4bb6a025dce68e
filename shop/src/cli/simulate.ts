/** `millrace simulate`: simulated shoppers send their events over HTTP, like any client's. */
import { runSimulation, type SimulationReport } from '../simulate/run-simulation.ts';
import { type Command, textFlag } from './command.ts';
import { numberFlag } from './number-flag.ts';
import { ProgressBar } from './progress-bar.ts';
import { timeFlag } from './time-flag.ts';

export const simulate: Command = {
  name: 'simulate',
  operands: '',
  about:
    'Simulates the shoppers of a shop and sends their events to a running server, at the pace of real time; first of all the catalogue and its stock. The same seed and start give the same events.',
  arity: [0, 0],
  flags: {
    rate: { type: 'string', value: 'EVENTS', default: '1000', about: 'events a second, on average' },
    seconds: { type: 'string', default: '60', about: 'how long' },
    seed: { type: 'string', value: 'N', about: 'what the random choices come from; a new one each time when absent' },
    start: { type: 'string', value: 'TIME', about: 'event time of the first event, ISO 8601; now when absent' },
    users: { type: 'string', value: 'N', default: '100000', about: 'registered users' },
    products: { type: 'string', value: 'N', default: '5000', about: 'products in the catalogue' },
    connections: { type: 'string', value: 'N', default: '4', about: 'requests under way at once' },
    url: { type: 'string', default: 'http://127.0.0.1:8080', about: 'the server' },
    'write-key': { type: 'string', value: 'KEY', about: 'the write key, where the server asks for one' },
  },
  async run(input) {
    const bar = new ProgressBar();
    const seconds = numberFlag(input, 'seconds', 1, 86_400);
    const seed = textFlag(input, 'seed') === undefined ? Date.now() % 1_000_000 : numberFlag(input, 'seed', 0, 2 ** 32);
    const writeKey = textFlag(input, 'write-key');
    const report = await runSimulation({
      seed,
      seconds,
      rate: numberFlag(input, 'rate', 1, 1_000_000),
      startMs: timeFlag(input, 'start') ?? Date.now(),
      users: numberFlag(input, 'users', 1, 100_000_000),
      products: numberFlag(input, 'products', 1, 10_000_000),
      connections: numberFlag(input, 'connections', 1, 256),
      url: textFlag(input, 'url') ?? '',
      ...(writeKey === undefined ? {} : { writeKey }),
      onProgress: (elapsedMs, sent) => {
        bar.show(elapsedMs / 1000 / seconds, `${sent.toLocaleString('en')} events`);
      },
    });
    bar.finish(`${report.sent.toLocaleString('en')} events`);
    console.log(describe(seed, report));
    return 0;
  },
};

function describe(seed: number, report: SimulationReport): string {
  const { accepted, duplicates, late, quarantined } = report.counts;
  const { p50, p95, p99, max } = report.latencyMs;
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  return [
    `seed          ${seed}`,
    `acknowledged  ${accepted + duplicates + late} (${accepted} accepted, ${duplicates} duplicates, ${late} late)`,
    `refused       ${quarantined} quarantined, ${report.refusals} requests put off by the server`,
    `rate          ${Math.round(report.sent / report.seconds)} events/s over ${report.seconds.toFixed(1)} s`,
    `latency       P50 ${ms(p50)}, P95 ${ms(p95)}, P99 ${ms(p99)}, longest ${ms(max)}`,
  ].join('\n');
}
