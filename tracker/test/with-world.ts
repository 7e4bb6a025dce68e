/** What every test file with a browser begins with: a world for all its tests, and visitors who leave after each. */
import { afterAll, afterEach, beforeAll } from 'vitest';
import { TrackerWorld } from './tracker-world.ts';

/** @param take gets the world before the first test. */
export function withWorld(take: (world: TrackerWorld) => void): void {
  let world: TrackerWorld | undefined;
  beforeAll(async () => {
    world = await TrackerWorld.open();
    take(world);
  }, 60_000);
  afterEach(() => world?.seeOff());
  afterAll(() => world?.close());
}
