/** States of features as they are compared: without what only one process keeps. */

/**
 * A visit's place is where it is listed among the open ones of the whole shop, and buckets have no such list.
 * @param states of `features-users`, as JSON.
 */
export function userStates(states: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return JSON.parse(JSON.stringify(states), (name, value) => (name === 'place' ? undefined : value));
}
