import { manifestDraftName, manifestName, restoreMarkerName } from './set-names';

const nameBytesMost = 255;
/** Separators, and what else Windows does not allow in a name beside control characters. */
const forbidden = new Set(['<', '>', ':', '"', '/', '\\', '|', '?', '*']);
/** Windows takes these for devices, whatever extension follows, and drops dots and spaces at an end. */
const takenByWindows = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)|[. ]$/i;
const ownNames = [manifestName, manifestDraftName, restoreMarkerName];

/**
 * Why these names cannot be the files of one set; `undefined` when they can. A set comes from elsewhere
 * and goes elsewhere: on any system its names must be names, stay inside the folder and stay apart.
 */
export function nameProblem(names: readonly string[]): string | undefined {
  const taken = new Set(ownNames);
  for (const name of names) {
    if (!isPlainName(name)) return `${JSON.stringify(name)} is not a plain file name on every system`;
    const folded = name.normalize('NFC').toLowerCase();
    if (taken.has(folded)) return `the name ${name} is taken twice where case does not matter`;
    taken.add(folded);
  }
  return undefined;
}

function isPlainName(name: string): boolean {
  if (name.length === 0 || new TextEncoder().encode(name).length > nameBytesMost) return false;
  return ![...name].some((char) => char < ' ' || forbidden.has(char)) && !takenByWindows.test(name);
}
