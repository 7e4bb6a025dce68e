/**
 * What a route may ask for, and which roles that lets in.
 *
 * A viewer sees figures and no people; an analyst asks the warehouse and mends what came in wrong; fraud decides cases and
 * says by which rules; an admin may do everything. A write key is no role: it belongs to a machine that sends.
 */

export const ROLES = ['viewer', 'analyst', 'fraud', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** The roles that a read key may have; admins have keys of their own. */
export const READ_KEY_ROLES = ['viewer', 'analyst', 'fraud'] as const satisfies readonly Role[];
export type ReadKeyRole = (typeof READ_KEY_ROLES)[number];

/** The roles that each class of routes lets in. */
export const CLASS_ROLES = {
  read: ROLES,
  analyst: ['analyst', 'admin'],
  fraud: ['fraud', 'admin'],
  staff: ['analyst', 'fraud', 'admin'],
  admin: ['admin'],
  /** For machines that send; an admin may send, too. */
  write: ['admin'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type AccessClass = keyof typeof CLASS_ROLES;
/** A route that machines and people use names both: `['write', 'analyst']`. */
export type Access = 'open' | AccessClass | readonly AccessClass[];

/** What a route asks for that does not say: never to be forgotten is only that viewers see no people. */
export const DEFAULT_ACCESS: Access = 'staff';

export interface Rights {
  readonly role: Role | null;
  readonly mayWrite: boolean;
}

/** The classes of which a caller must have one; none for open routes. */
export function classesOf(access: Access = DEFAULT_ACCESS): readonly AccessClass[] {
  if (access === 'open') return [];
  return typeof access === 'string' ? [access] : access;
}

/** All roles that one of the classes lets in, from the least. */
export function rolesOf(classes: readonly AccessClass[]): readonly Role[] {
  return ROLES.filter((role) => classes.some((name) => letsIn(name, role)));
}

export function mayCall({ role, mayWrite }: Rights, classes: readonly AccessClass[]): boolean {
  if (mayWrite && classes.includes('write')) return true;
  return role !== null && classes.some((name) => letsIn(name, role));
}

/** The classes that these rights open. */
export function openedBy(rights: Rights): readonly AccessClass[] {
  return ACCESS_CLASSES.filter((name) => mayCall(rights, [name]));
}

function letsIn(name: AccessClass, role: Role): boolean {
  const roles: readonly Role[] = CLASS_ROLES[name];
  return roles.includes(role);
}

export const ACCESS_CLASSES = Object.keys(CLASS_ROLES).filter((name): name is AccessClass => name in CLASS_ROLES);
