import { columnFlag, indexFlag, tableFlag } from '@esekit/engine';

/** The names of the bits that are set; bits without a name as one hexadecimal number. */
function namesOf(flags: number, names: Readonly<Record<string, number>>): string[] {
  const found: string[] = [];
  let rest = flags;
  for (const [name, bit] of Object.entries(names)) {
    if ((flags & bit) === 0) continue;
    found.push(name);
    rest &= ~bit;
  }
  if (rest !== 0) found.push(`0x${(rest >>> 0).toString(16)}`);
  return found;
}

export const columnFlagNames = (flags: number): string[] => namesOf(flags, columnFlag);
export const indexFlagNames = (flags: number): string[] => namesOf(flags, indexFlag);
export const tableFlagNames = (flags: number): string[] => namesOf(flags, tableFlag);
