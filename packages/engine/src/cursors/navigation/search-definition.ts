import { boundedKeyMost, type IndexDefinition } from '../../keys';
import type { IndexObject } from '../../schema/index-object';

/**
 * What search keys of an index are made by. The engine knows how long keys of a primary index can get, whatever its
 * row says, and does not fill up search keys beyond that (13 §2.1).
 */
export function searchDefinition({ definition, isPrimary }: IndexObject): IndexDefinition {
  const keyMost = isPrimary ? boundedKeyMost(definition) : definition.keyMost;
  if (keyMost === definition.keyMost) return definition;
  return { ...definition, keyMost, varSegMac: Math.min(definition.varSegMac, keyMost) };
}
