/** A client of the live stream for tests: reads events one by one from a real connection, and can be cut off anywhere. */

export interface LiveEvent {
  readonly event: string;
  readonly id: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into the JSON as they need.
  readonly data: any;
}

export class LiveConnection {
  readonly #abort = new AbortController();
  readonly #address: string;
  readonly #lastEventId: string | undefined;
  /** Everything that came as a comment. */
  comments = 0;

  constructor(address: string, lastEventId?: string) {
    this.#address = address;
    this.#lastEventId = lastEventId;
  }

  /** Ends when the server or `cut` ends the connection. */
  async *events(): AsyncGenerator<LiveEvent> {
    const headers = this.#lastEventId === undefined ? {} : { 'last-event-id': this.#lastEventId };
    const response = await fetch(this.#address, { headers, signal: this.#abort.signal });
    if (!response.body) throw new Error(`no stream: ${response.status}`);
    let text = '';
    try {
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        const blocks = (text + chunk).split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) {
          if (block.startsWith(':')) this.comments++;
          const event = parseEvent(block);
          if (event) yield event;
        }
      }
    } catch (failure) {
      if (!this.#abort.signal.aborted) throw failure;
    }
  }

  cut(): void {
    this.#abort.abort();
  }
}

/** Reads until `enough` says so, then leaves. */
export async function readUntil(
  connection: LiveConnection,
  enough: (event: LiveEvent) => boolean,
): Promise<readonly LiveEvent[]> {
  const events: LiveEvent[] = [];
  for await (const event of connection.events()) {
    events.push(event);
    if (enough(event)) break;
  }
  connection.cut();
  return events;
}

function parseEvent(block: string): LiveEvent | undefined {
  const fields = new Map(
    block.split('\n').map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)] as const;
    }),
  );
  const event = fields.get('event');
  return event === undefined ? undefined : { event, id: fields.get('id'), data: JSON.parse(fields.get('data') ?? '') };
}
