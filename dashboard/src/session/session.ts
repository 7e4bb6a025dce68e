/** Who is signed in, and what that opens: as the server says, which alone decides. */
import { request } from '../api/request.ts';

export type Role = 'viewer' | 'analyst' | 'fraud' | 'admin';
/** What a page, an action or a route may ask for; docs/operations.md says which roles each lets in. */
export type AccessClass = 'read' | 'analyst' | 'fraud' | 'staff' | 'admin' | 'write';

export interface Session {
  readonly signedIn: boolean;
  /** False where everyone may read: on loopback without read keys. */
  readonly keysNeeded: boolean;
  /** Null until someone signs in. */
  readonly role: Role | null;
  readonly name: string | null;
  readonly may: readonly AccessClass[];
}

const CLASS_ROLES: Readonly<Record<AccessClass, readonly Role[]>> = {
  read: ['viewer', 'analyst', 'fraud', 'admin'],
  analyst: ['analyst', 'admin'],
  fraud: ['fraud', 'admin'],
  staff: ['analyst', 'fraud', 'admin'],
  admin: ['admin'],
  write: ['admin'],
};

/** “analyst or admin”: who is to be asked for a key, in words. */
export function rolesInWords(access: AccessClass): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(CLASS_ROLES[access]);
}

export function fetchSession(): Promise<Session> {
  return request<Session>('/v1/session');
}

/** @throws ApiFault 401 for a wrong key, 429 after too many. */
export function openSession(key: string): Promise<Session> {
  return request<Session>('/v1/session', { json: { key } });
}

export async function endSession(): Promise<void> {
  await request('/v1/session', { method: 'DELETE' });
}
