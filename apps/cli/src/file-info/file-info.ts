import { limits, type File, type FileSystem } from '@esekit/core';
import { identifyFile, type EseFileType } from '@esekit/log';
import { requireFile } from '../input-path';
import { checkpointInfo } from './checkpoint-info';
import { databaseInfo } from './database-info';
import { flushMapInfo } from './flush-map-info';
import type { HeaderInfo } from './header-info';
import { logInfo } from './log-info';

/** What a file is, and what its header says. */
export interface FileInfo extends HeaderInfo {
  readonly path: string;
  readonly type: EseFileType;
  /** Bytes. */
  readonly size: number;
}

/** Identifies a file and decodes its header. Damage is a result. */
export async function readFileInfo(fs: FileSystem, path: string): Promise<FileInfo> {
  await requireFile(fs, path);
  const type = await identifyFile(fs, path);
  const file = await fs.open(path, 'read');
  try {
    const start = new Uint8Array(2 * limits.pageSizeMost);
    const head = start.subarray(0, await file.read(start, 0));
    const size = await file.size();
    return { path, type, size, ...(await headerInfo(file, type, head, size)) };
  } finally {
    await file.close();
  }
}

async function headerInfo(
  file: File,
  type: EseFileType,
  head: Uint8Array,
  size: number,
): Promise<HeaderInfo> {
  switch (type) {
    case 'database':
    case 'backupDatabase':
      return databaseInfo(file, head, size);
    case 'log':
      return logInfo(head, size);
    case 'checkpoint':
      return checkpointInfo(head);
    case 'flushMap':
      return flushMapInfo(head, size);
    case 'reserveLog':
    case 'unknown':
      return { headers: [], pageSize: null, state: null, header: null, problems: [] };
  }
}
