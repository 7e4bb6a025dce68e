/** All stacks of a deployment, in the order in which they stand on each other. */
import { type App, Validations } from 'aws-cdk-lib/core';
import { BaseStack } from './base-stack.ts';
import { CollectStack } from './collect-stack.ts';
import type { StackInput } from './millrace-stack.ts';
import { ProcessStack } from './process-stack.ts';
import { ServeStack } from './serve-stack.ts';
import { StreamStack } from './stream-stack.ts';
import { WarehouseStack } from './warehouse-stack.ts';
import { WatchStack } from './watch-stack.ts';
import type { WatchedStacks } from './watched-stacks.ts';

export interface MillraceStacks extends WatchedStacks {
  readonly watch: WatchStack;
}

/** @throws MillraceError CONFIG_INVALID when what is deployed has not been built. */
export function millraceApp(app: App, input: StackInput): MillraceStacks {
  Validations.of(app).acknowledge({
    id: 'CloudFormation-Validate::W3010',
    reason: 'The profile names the zones, so that synthesis asks no account for them.',
  });
  const base = new BaseStack(app, input);
  const streams = new StreamStack(app, input);
  const warehouse = new WarehouseStack(app, { ...input, base });
  const serve = new ServeStack(app, { ...input, base, streams });
  const process = new ProcessStack(app, { ...input, base, streams, serve, warehouse });
  const collect = new CollectStack(app, { ...input, base, streams, serve, warehouse });
  const stacks = { base, streams, warehouse, serve, process, collect };
  return { ...stacks, watch: new WatchStack(app, { ...input, stacks }) };
}
