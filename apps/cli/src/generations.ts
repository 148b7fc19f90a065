import type { ManifestFile } from '@esekit/backup';
import type { FileSystem } from '@esekit/core';
import { loadLogHeader } from '@esekit/log';

/** Lowest and highest generation of the logs of a set; `null` when it has none. */
export async function generationsOf(
  fs: FileSystem,
  folder: string,
  files: readonly ManifestFile[],
): Promise<{ readonly from: number; readonly to: number } | null> {
  let from = Infinity;
  let to = 0;
  for (const { name, type } of files) {
    if (type !== 'log') continue;
    const file = await fs.open(fs.join(folder, name), 'read');
    try {
      const { lGeneration } = (await loadLogHeader(file)).header;
      from = Math.min(from, lGeneration);
      to = Math.max(to, lGeneration);
    } finally {
      await file.close();
    }
  }
  return to === 0 ? null : { from, to };
}
