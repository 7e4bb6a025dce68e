/** What alarms and dashboards are about: all stacks of a deployment but their own. */
import type { BaseStack } from './base-stack.ts';
import type { CollectStack } from './collect-stack.ts';
import type { ProcessStack } from './process-stack.ts';
import type { ServeStack } from './serve-stack.ts';
import type { StreamStack } from './stream-stack.ts';
import type { WarehouseStack } from './warehouse-stack.ts';

export interface WatchedStacks {
  readonly base: BaseStack;
  readonly streams: StreamStack;
  readonly warehouse: WarehouseStack;
  readonly serve: ServeStack;
  readonly process: ProcessStack;
  readonly collect: CollectStack;
}
