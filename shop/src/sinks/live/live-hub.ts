/**
 * Tells every connected client what the pipeline has committed.
 *
 * H1. All clients that have caught up stand at one position in each feed; a push moves all of them at once.
 * H2. A push reads each feed once and serialises it once, however many clients listen.
 * H3. Clients that listen to the same topics get the same bytes, ids included.
 * H4. The first commit after a pause is pushed at once; after that, pushes keep `pushEveryMs` between them.
 */
import type { ViewReader } from '@millrace/engine/views/view-store.ts';
import type { OperationsNews } from '../../operations/operations-status.ts';
import { type FeedMessage, feedStep } from './feed-step.ts';
import type { LiveClient } from './live-client.ts';
import type { OpsStatus } from './ops-status.ts';
import { encodePositions, type Positions } from './positions.ts';
import { eventText, HEARTBEAT } from './server-sent-event.ts';
import type { Topic } from './topic.ts';

export interface LiveHubOptions {
  /** Those that exist by now. */
  readonly views: () => readonly ViewReader[];
  readonly ops: () => OpsStatus;
  /** What `pipelines` tells; undefined while there is nothing to tell. */
  readonly pipelines?: (() => OperationsNews | undefined) | undefined;
  /** Told after each push to someone. */
  readonly onPushed?: (() => void) | undefined;
  /** Calls the listener after each commit; returns the way to stop that. */
  readonly onCommitted: (listener: () => void) => () => void;
  readonly pushEveryMs: number;
  readonly opsEveryMs: number;
  readonly pipelinesEveryMs: number;
  readonly heartbeatEveryMs: number;
  /** See positions.ts. */
  readonly origin?: string | undefined;
}

/** Clients that listen to the same views. */
interface Audience {
  readonly views: readonly ViewReader[];
  readonly clients: Set<LiveClient>;
}

/** What a push has to say of one view. */
interface News {
  readonly messages: readonly FeedMessage[];
  readonly position: number;
}

export class LiveHub {
  readonly #options: LiveHubOptions;
  readonly #positions = new Map<string, number>();
  readonly #audiences = new Map<string, Audience>();
  readonly #opsListeners = new Set<LiveClient>();
  readonly #pipelineListeners = new Set<LiveClient>();
  readonly #clients = new Set<LiveClient>();
  readonly #timers: readonly NodeJS.Timeout[];
  readonly #stopListening: () => void;
  #pushTimer: NodeJS.Timeout | undefined;
  #lastPushMs = Number.NEGATIVE_INFINITY;

  constructor(options: LiveHubOptions) {
    this.#options = options;
    this.#stopListening = options.onCommitted(() => this.#schedule());
    this.#timers = [
      setInterval(() => this.#tellOps(), options.opsEveryMs).unref(),
      setInterval(() => this.#tellPipelines(), options.pipelinesEveryMs).unref(),
      setInterval(() => this.#beat(), options.heartbeatEveryMs).unref(),
    ];
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  /** Brings the client level with the others and keeps it so until its connection closes. */
  async add(client: LiveClient, views: readonly ViewReader[], topics: ReadonlySet<Topic>): Promise<void> {
    this.#clients.add(client);
    if (topics.has('ops')) {
      this.#opsListeners.add(client);
      client.send(opsText(this.#options.ops()));
    }
    if (topics.has('pipelines')) {
      this.#pipelineListeners.add(client);
      client.send(pipelinesText(this.#options.pipelines?.()));
    }
    await client.catchUp(
      () => this.#present(),
      () => this.#audience(views).clients.add(client),
    );
  }

  remove(client: LiveClient): void {
    this.#clients.delete(client);
    this.#opsListeners.delete(client);
    this.#pipelineListeners.delete(client);
    for (const [signature, audience] of this.#audiences) {
      audience.clients.delete(client);
      if (audience.clients.size === 0) this.#audiences.delete(signature);
    }
  }

  close(): void {
    this.#stopListening();
    for (const timer of this.#timers) clearInterval(timer);
    clearTimeout(this.#pushTimer);
    for (const client of this.#clients) client.end();
  }

  /** Everyone's position, after telling everyone what is new. */
  #present(): Positions {
    this.#push();
    return this.#positions;
  }

  #audience(views: readonly ViewReader[]): Audience {
    const signature = views.map((view) => view.definition.name).join();
    const audience = this.#audiences.get(signature) ?? { views, clients: new Set() };
    this.#audiences.set(signature, audience);
    return audience;
  }

  #schedule(): void {
    if (this.#pushTimer || this.#audiences.size === 0) return;
    const waitMs = Math.max(0, this.#lastPushMs + this.#options.pushEveryMs - performance.now());
    this.#pushTimer = setTimeout(() => {
      this.#pushTimer = undefined;
      this.#push();
    }, waitMs);
  }

  #push(): void {
    this.#lastPushMs = performance.now();
    const before = new Map(this.#positions);
    const news = new Map(this.#options.views().map((view) => [view.definition.name, this.#readNews(view)]));
    for (const audience of this.#audiences.values()) tell(audience, { before, news, origin: this.#options.origin });
    if (this.#audiences.size > 0) this.#options.onPushed?.();
  }

  /** Moves the common position to the feed's end. Without an audience nobody needs what lies between. */
  #readNews(view: ViewReader): readonly News[] {
    const { name } = view.definition;
    const end = view.lastChange();
    const news: News[] = [];
    let position = this.#positions.get(name) ?? end;
    while (this.#audiences.size > 0) {
      const step = feedStep(view, position, end);
      if (!step) break;
      news.push(step);
      position = step.position;
    }
    this.#positions.set(name, end);
    return news;
  }

  #tellOps(): void {
    if (this.#opsListeners.size === 0) return;
    const text = Buffer.from(opsText(this.#options.ops()));
    for (const client of this.#opsListeners) client.send(text);
  }

  #tellPipelines(): void {
    if (this.#pipelineListeners.size === 0) return;
    const text = Buffer.from(pipelinesText(this.#options.pipelines?.()));
    for (const client of this.#pipelineListeners) client.send(text);
  }

  #beat(): void {
    for (const client of this.#clients) client.send(HEARTBEAT);
  }
}

interface Push {
  readonly before: Positions;
  readonly news: ReadonlyMap<string, readonly News[]>;
  readonly origin: string | undefined;
}

function tell(audience: Audience, push: Push): void {
  const text = audienceText(audience.views, push);
  if (text === '') return;
  const bytes = Buffer.from(text);
  for (const client of audience.clients) client.send(bytes);
}

/** The ids move on view by view, so that a client cut off between two events resumes between them. */
function audienceText(views: readonly ViewReader[], { before, news, origin }: Push): string {
  const positions = new Map(views.map(({ definition: { name } }) => [name, before.get(name) ?? 0]));
  let text = '';
  for (const name of positions.keys()) {
    for (const { messages, position } of news.get(name) ?? []) {
      positions.set(name, position);
      const id = encodePositions(positions, origin);
      const last = messages.length - 1;
      messages.forEach((message, index) => {
        text += eventText(index === last ? { ...message, id } : message);
      });
    }
  }
  return text;
}

function pipelinesText(news: OperationsNews | undefined): string {
  return news === undefined ? '' : eventText({ event: 'pipelines', data: JSON.stringify(news) });
}

function opsText(status: OpsStatus): string {
  return eventText({ event: 'ops', data: JSON.stringify(status) });
}
