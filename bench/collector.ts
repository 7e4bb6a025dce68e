/**
 * How many events a second the collector takes, each answered only when it is on disk, with deduplication on.
 *
 *     node bench/collector.ts [--seconds 3] [--runs 5] [--shape <n>] [--profile <folder>]
 *
 * The server runs in a process of its own on an empty data folder; this process sends over plain sockets, on the same
 * machine. Two shapes: 100 events a request, and one. Printed is the median of the runs.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startServer } from '../shop/src/server/start-server.ts';
import { percentile, printSpreads } from './report.ts';

interface Shape {
  readonly name: string;
  readonly eventsPerRequest: number;
  readonly connections: number;
}

const SHAPES: readonly Shape[] = [
  { name: '100 events a request', eventsPerRequest: 100, connections: 32 },
  { name: 'one event a request', eventsPerRequest: 1, connections: 128 },
];

const { values: settings } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    runs: { type: 'string', default: '5' },
    shape: { type: 'string' },
    profile: { type: 'string' },
    serve: { type: 'string' },
  },
});

async function serve(dataFolder: string): Promise<void> {
  const server = await startServer({ dataFolder, port: 0 });
  process.once('disconnect', () => void server.close());
  process.send?.(server.port);
}

async function measure(): Promise<void> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  const child = startChild(dataFolder);
  const [port] = await once(child, 'message');
  const shapes =
    settings.shape === undefined ? SHAPES : SHAPES.slice(Number(settings.shape) - 1, Number(settings.shape));
  for (const shape of shapes) await measureShape(shape, Number(port));
  child.disconnect();
  await once(child, 'exit');
  rmSync(dataFolder, { recursive: true });
}

function startChild(dataFolder: string): ChildProcess {
  const profiling = settings.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${settings.profile}`];
  return fork(import.meta.filename, ['--serve', dataFolder], { execArgv: profiling });
}

async function measureShape(shape: Shape, port: number): Promise<void> {
  const load = new Load(shape);
  await load.run(port, 1_000);
  const rates: number[] = [];
  const latencies: number[] = [];
  for (let run = 0; run < Number(settings.runs); run++) {
    const result = await load.run(port, Number(settings.seconds) * 1_000);
    rates.push(result.eventsPerSecond);
    latencies.push(result.p95Ms);
  }
  printSpreads(`Collector, durable, ${shape.name}`, 'events/s; ms', { throughput: rates, 'P95 latency': latencies });
}

/** An event of about 450 bytes, as a browser would send it. The id is filled in for each sending. */
function sampleEvent(index: number) {
  return {
    eventId: '00000000-0000-4000-8000-000000000000',
    userId: `user${index * 7919}`,
    sessionId: `session-${index * 104_729}`,
    eventType: ['page_view', 'product_click', 'add_to_cart', 'purchase'][index % 4],
    timestamp: new Date().toISOString(),
    productId: `prod${index % 500}`,
    category: 'electronics',
    price: 299.99,
    quantity: 1,
    deviceType: 'mobile',
    location: { country: 'US', region: 'CA' },
    ip: '203.0.113.9',
    properties: { page: '/products/prod789', referrer: 'https://www.example.com/search?q=headphones', experiment: 'b' },
  };
}

const ID_MARK = '-000000000000"';

/** A request whose event ids are overwritten in place before each sending. */
class RequestTemplate {
  readonly bytes: Buffer;
  readonly #idOffsets: number[] = [];

  constructor(eventCount: number) {
    const events = Array.from({ length: eventCount }, (_, index) => sampleEvent(index));
    const body = JSON.stringify(eventCount === 1 ? events[0] : events);
    const head = `POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    this.bytes = Buffer.from(head + body);
    for (let at = this.bytes.indexOf(ID_MARK); at >= 0; at = this.bytes.indexOf(ID_MARK, at + 1)) {
      this.#idOffsets.push(at + 1);
    }
  }

  fill(nextId: () => number): Buffer {
    for (const offset of this.#idOffsets) {
      this.bytes.write(nextId().toString(16).padStart(12, '0'), offset, 'latin1');
    }
    return this.bytes;
  }
}

interface LoadResult {
  readonly eventsPerSecond: number;
  readonly p95Ms: number;
}

class Load {
  readonly #shape: Shape;
  #ids = Math.floor(Math.random() * 2 ** 40);
  #answered = 0;
  #latencies: number[] = [];

  constructor(shape: Shape) {
    this.#shape = shape;
  }

  async run(port: number, durationMs: number): Promise<LoadResult> {
    this.#answered = 0;
    this.#latencies = [];
    const startedMs = performance.now();
    const endMs = startedMs + durationMs;
    const connections = Array.from({ length: this.#shape.connections }, () => this.#connection(port, endMs));
    await Promise.all(connections);
    const seconds = (performance.now() - startedMs) / 1_000;
    return {
      eventsPerSecond: (this.#answered * this.#shape.eventsPerRequest) / seconds,
      p95Ms: percentile(this.#latencies, 0.95),
    };
  }

  /** Sends, waits for the answer, sends again, until the time is over. */
  async #connection(port: number, endMs: number): Promise<void> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    const template = new RequestTemplate(this.#shape.eventsPerRequest);
    while (performance.now() < endMs) {
      const sentMs = performance.now();
      socket.write(template.fill(() => ++this.#ids));
      this.#check(await answer(socket));
      this.#latencies.push(performance.now() - sentMs);
      this.#answered++;
    }
    socket.destroy();
  }

  #check(text: string): void {
    const expected = `{"accepted":${this.#shape.eventsPerRequest},`;
    if (!text.startsWith('HTTP/1.1 200') || !text.includes(expected)) throw new Error(`unexpected answer: ${text}`);
  }
}

/** The next answer on a socket, as text. */
function answer(socket: Socket): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    let text = '';
    const onData = (data: Buffer) => {
      text += data.toString('latin1');
      const bodyAt = text.indexOf('\r\n\r\n') + 4;
      const length = /content-length: (\d+)/i.exec(text)?.[1];
      if (bodyAt < 4 || length === undefined || text.length < bodyAt + Number(length)) return;
      socket.off('data', onData).off('error', reject);
      resolve(text);
    };
    socket.on('data', onData).once('error', reject);
  });
}

// Last, because the classes above exist only once the module has run so far.
if (settings.serve === undefined) await measure();
else await serve(settings.serve);
