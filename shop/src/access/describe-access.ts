/** Says of each operation of the OpenAPI document who may call it: `x-roles`, and `x-write-key` where machines may, too. */
import type { FastifyInstance } from 'fastify';
import { classesOf, rolesOf } from './roles.ts';

/** Call it before any route is registered. */
export function describeAccess(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const classes = classesOf(route.config?.access);
    const who = classes.length === 0 ? {} : { 'x-roles': rolesOf(classes), 'x-write-key': classes.includes('write') };
    route.schema = { ...route.schema, ...who };
  });
}
