import { corpus } from '@esekit/testkit';
import { readFileSync } from 'node:fs';

export interface WindowsFile {
  readonly name: string;
  readonly size: number;
  readonly description: string;
}

export interface WindowsItem {
  readonly name: string;
  readonly files: readonly WindowsFile[];
  /** Counted by other programs, by the name of the database. */
  readonly pages: ReadonlyMap<
    string,
    { readonly good: number; readonly blank: number; readonly bad: number }
  >;
}

/** The items of the index of files made by Windows, with what it says about each. */
export function windowsItems(): WindowsItem[] {
  if (!corpus.available) return [];
  const text = readFileSync(corpus.path('windows', 'INDEX.md'), 'utf8');
  const [, ...sections] = text.split(/^## /m);
  return sections.filter((section) => !section.startsWith('Items')).map(itemOf);
}

function itemOf(section: string): WindowsItem {
  const name = section.slice(0, section.indexOf('\n')).trim();
  const files = [...section.matchAll(/^\| ([^|]+) \| (\d+) \| ([^|]+) \|/gm)].map(
    ([, file, size, description]) => ({ name: file!.trim(), size: Number(size), description: description! }),
  );
  const counts = section.matchAll(/^- `([^`]+)`: .*page checksums: (\d+) good, (\d+) blank, (\d+) BAD/gm);
  const pages = new Map(
    [...counts].map(([, file, good, blank, bad]) => [
      file!,
      { good: Number(good), blank: Number(blank), bad: Number(bad) },
    ]),
  );
  return { name, files, pages };
}
