/** Characters that some file system refuses, or that stand between folders. */
const forbidden = /[\p{Cc}\p{Cf}\p{Cs}<>:"/\\|?*\u2028\u2029]/gu;

/** Names that Windows takes for devices, whatever follows their first dot. */
const devices = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i;

/** Leaves room for a number, the extension and `.partial` in the 255 bytes or characters a name may have. */
const lettersMost = 80;

/** The name of a table as one that every file system takes. */
function safeName(table: string): string {
  const letters = Array.from(table.normalize('NFC').replace(forbidden, '_'));
  // Windows drops dots and spaces at the end, and a dot in front hides a file elsewhere.
  const name = letters
    .slice(0, lettersMost)
    .join('')
    .replace(/[. ]+$/, '')
    .replace(/^[. ]+/, '_');
  if (name === '') return '_';
  return devices.test(name) ? `_${name}` : name;
}

/** A file name for each table: safe, and unique also where case makes no difference. */
export function fileNames(tables: readonly string[], extension: string): string[] {
  const used = new Set<string>();
  return tables.map((table) => {
    const name = safeName(table);
    let candidate = name;
    for (let n = 2; used.has(folded(candidate)); n++) candidate = `${name}~${n}`;
    used.add(folded(candidate));
    return `${candidate}.${extension}`;
  });
}

/** As file systems without case compare names: more alike than any of them has it. */
function folded(name: string): string {
  return name.toUpperCase().toLowerCase();
}
