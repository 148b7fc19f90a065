import { JetError, limits, type File, type FileSystem } from '@esekit/core';
import { checkCheckpoint, identifyFile, logPageSize, readLogHeader, type EseFileType } from '@esekit/log';
import {
  chooseHeader,
  databaseStateName,
  decodeFlushMapHeader,
  decodeTrailer,
  expectsTrailer,
  flushMapPageSize,
  hasGoodXorChecksum,
  pageCount,
  pageOffset,
  type HeaderCopyState,
  type HeaderReading,
} from '@esekit/pages';

/** What a file is, and what its header says. */
export interface FileInfo {
  readonly path: string;
  readonly type: EseFileType;
  readonly headers: readonly HeaderCopyState[];
  readonly pageSize: number | null;
  /** Of databases only. */
  readonly state: string | null;
  /** Every field by its ESE name; `null` when no copy is intact. */
  readonly header: Readonly<Record<string, unknown>> | null;
  /** Of backup copies only; `null` when the trailer is damaged or gone. */
  readonly trailer?: Readonly<Record<string, unknown>> | null;
}

type Details = Omit<FileInfo, 'path' | 'type'>;

const nothing: Details = { headers: [], pageSize: null, state: null, header: null };

/** Identifies a file and decodes its header. Damage is shown by the state of the copies. */
export async function readFileInfo(fs: FileSystem, path: string): Promise<FileInfo> {
  const type = await identifyFile(fs, path);
  const file = await fs.open(path, 'read');
  try {
    return { path, type, ...(await detailsOf(file, type)) };
  } finally {
    await file.close();
  }
}

async function detailsOf(file: File, type: EseFileType): Promise<Details> {
  const start = new Uint8Array(2 * limits.pageSizeMost);
  const head = start.subarray(0, await file.read(start, 0));
  switch (type) {
    case 'database':
    case 'backupDatabase':
      return databaseDetails(file, head);
    case 'log':
      return logDetails(head);
    case 'checkpoint':
      return checkpointDetails(head);
    case 'flushMap':
      return flushMapDetails(head);
    case 'reserveLog':
    case 'unknown':
      return nothing;
  }
}

async function databaseDetails(file: File, head: Uint8Array): Promise<Details> {
  const reading = intactHeader(file.path, head);
  if (!reading) {
    return {
      ...nothing,
      headers: [
        { copy: 'primary', checksum: 'bad' },
        { copy: 'shadow', checksum: 'bad' },
      ],
    };
  }
  const { header, pageSize, copies } = reading;
  const details = { headers: copies, pageSize, state: databaseStateName(header.dbstate), header };
  return expectsTrailer(header) ? { ...details, trailer: await readTrailer(file, pageSize) } : details;
}

function intactHeader(path: string, head: Uint8Array): HeaderReading | undefined {
  try {
    return chooseHeader(head, path);
  } catch (error) {
    if (JetError.isInstance(error)) return undefined;
    throw error;
  }
}

async function readTrailer(file: File, pageSize: number): Promise<FileInfo['header']> {
  const page = new Uint8Array(pageSize);
  await file.read(page, pageOffset(pageCount(await file.size(), pageSize), pageSize));
  return hasGoodXorChecksum(page) ? decodeTrailer(page) : null;
}

const logHeaderBytes = 4096;

function logDetails(head: Uint8Array): Details {
  const bytes = head.subarray(0, logHeaderBytes);
  const isGood = bytes.length === logHeaderBytes && hasGoodXorChecksum(bytes);
  const headers: HeaderCopyState[] = [{ copy: 'primary', checksum: isGood ? 'good' : 'bad' }];
  if (!isGood) return { ...nothing, headers };
  const header = readLogHeader(bytes);
  return { headers, pageSize: logPageSize(header), state: null, header: { ...header } };
}

function checkpointDetails(head: Uint8Array): Details {
  const { copies, checkpoint } = checkCheckpoint(head);
  return { ...nothing, headers: copies, header: checkpoint ? { ...checkpoint } : null };
}

function flushMapDetails(head: Uint8Array): Details {
  const header = decodeFlushMapHeader(head) ?? null;
  return {
    headers: [{ copy: 'primary', checksum: header ? 'good' : 'bad' }],
    pageSize: flushMapPageSize,
    state: null,
    header,
  };
}
