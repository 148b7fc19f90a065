import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Long enough for both copies of a header to be looked for. */
const longText = 'text that is no database\r\n'.repeat(4096);

/**
 * Files that a recording found in its folder without having made them. What they held is not recorded; of the
 * three texts the codes and events are: a short one, a long one, an empty one (36, B-277).
 */
const preparedFiles: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  databases: {
    'db/ex.edb': 'a file that is there',
    'db/t.txt': 'text',
    'db/t2.txt': longText,
    'db/t3.txt': '',
  },
};

export function prepareFiles(scenario: string, folder: string): void {
  for (const [path, text] of Object.entries(preparedFiles[scenario] ?? {})) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}
