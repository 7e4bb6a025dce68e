/** What requests leave in the audit trail. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AccessControl } from '../access/access-control.ts';
import { keyInAudit } from '../access/caller.ts';
import { isNavigation } from '../access/own-page.ts';
import { type Access, classesOf } from '../access/roles.ts';
import type { AuditTrail, NewAuditEntry } from '../audit/audit-trail.ts';
import type { RefusalNotes } from '../audit/refusal-notes.ts';
import { Problem } from '../sources/http/problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Written into the audit trail although it asks for neither fraud nor admin: it changes what others see. */
    audited?: boolean;
    /** The path names a person: the audit trail has the route in its place. */
    namesPerson?: boolean;
  }
  interface FastifyRequest {
    /** Set by a route for its row in the audit trail, which it then gets whatever it asks for. */
    auditDetails: NewAuditEntry['details'] | null;
  }
}

export interface AuditHooksOptions {
  readonly audit: Pick<AuditTrail, 'record'>;
  readonly refusals: RefusalNotes;
  readonly access: AccessControl;
}

/** Call it before any route is registered. Refusals are noted; admin actions are on disk before they are answered. */
export function auditRequests(app: FastifyInstance, { audit, refusals, access }: AuditHooksOptions): void {
  app.decorateRequest('auditDetails', null);
  app.decorateRequest('caller', null);
  app.decorateRequest('session', null);
  app.addHook('onRequest', (request, reply, done) => {
    try {
      access.check(request, reply);
    } catch (refusal) {
      const { status, code } = refusal instanceof Problem ? refusal.details : { status: 500, code: 'INTERNAL' };
      refusals.note({ ...whoAndWhat(request), ...keyInAudit(request), status }, code);
      if (status === 401 && isNavigation(request)) {
        reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303);
        return;
      }
      throw refusal;
    }
    done();
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    if (!isAudited(request, reply.statusCode)) {
      done(null, payload);
      return;
    }
    const entry = { ...whoAndWhat(request), ...keyInAudit(request), status: reply.statusCode };
    audit
      .record({ ...entry, kind: 'admin_action', details: request.auditDetails ?? {} })
      // The action is done, and its sender must know; on a full disk there is nowhere to write it down but here.
      .catch((cause: unknown) => request.log.error({ err: cause, ...entry }, 'AUDIT_NOT_WRITTEN'))
      .finally(() => done(null, payload));
  });
}

/** What was refused for want of a key is among the refusals. */
function isAudited(request: FastifyRequest, status: number): boolean {
  if (request.auditDetails !== null) return true;
  if (status === 401 || status === 403) return false;
  const { access, audited = decidesOverOthers(access) } = request.routeOptions.config;
  return audited && request.method !== 'GET' && request.method !== 'HEAD';
}

/** What machines may do too, with write keys, comes too often to be written down each time. */
function decidesOverOthers(access: Access | undefined): boolean {
  const classes = classesOf(access);
  return !classes.includes('write') && (classes.includes('admin') || classes.includes('fraud'));
}

/** Without the query: it may hold a key. */
export function whoAndWhat({ ip, method, url, routeOptions }: FastifyRequest) {
  const path = url.split('?', 1)[0] ?? '';
  const target = routeOptions.config.namesPerson === true ? (routeOptions.url ?? '') : path;
  return { ip, action: `${method} ${routeOptions.url ?? ''}`.trim(), target: target.slice(0, 500) };
}
