import { JetError, type File, type FileSystem } from '@esekit/core';
import {
  examineLogHeader,
  identifyFile,
  logHeaderSize,
  parseLogFileName,
  sameBaseName,
  type LogFileName,
  type LogHeader,
} from '@esekit/log';
import { requireInput } from '../input-path';

/** A log that is going to be read. */
export interface LogFile {
  readonly path: string;
  readonly size: number;
  /** Absent when the header is damaged, or of a version that is not known. */
  readonly header: LogHeader | undefined;
  /** Of an archived log by its name, otherwise by its header. */
  readonly generation: number | undefined;
}

interface Candidate {
  readonly path: string;
  readonly parsed: LogFileName | undefined;
}

/**
 * The logs that a path stands for, in the order of their streams: one file, all of a folder, or those of one
 * base name in a folder. Logs under construction are left out, unless one is named.
 *
 * @throws JET_errFileNotFound when there is none; as `requireInput`
 */
export async function findLogs(fs: FileSystem, path: string): Promise<LogFile[]> {
  const candidates = await candidatesOf(fs, path);
  const files = await Promise.all(candidates.map((candidate) => describe(fs, candidate)));
  const last = Number.MAX_SAFE_INTEGER;
  return files
    .sort(
      (a, b) =>
        (a.base < b.base ? -1 : a.base > b.base ? 1 : 0) ||
        Number(a.isCurrent) - Number(b.isCurrent) ||
        (a.file.generation ?? last) - (b.file.generation ?? last),
    )
    .map(({ file }) => file);
}

async function candidatesOf(fs: FileSystem, path: string): Promise<Candidate[]> {
  const facts = await fs.stat(path);
  if (facts === undefined) {
    const named = await logsIn(fs, fs.directoryName(path), fs.baseName(path));
    if (named.length > 0) return named;
  }
  if ((await requireInput(fs, path)) === 'file') return [await onlyLog(fs, path)];
  const all = await logsIn(fs, path);
  if (all.length > 0) return all;
  throw new JetError('JET_errFileNotFound', `${path} holds no logs`);
}

/** A file that is named: a log by its content or, where that is damaged, by its name. */
async function onlyLog(fs: FileSystem, path: string): Promise<Candidate> {
  const parsed = parseLogFileName(fs.baseName(path));
  const type = await identifyFile(fs, path);
  const isNamedLog = parsed !== undefined && logKinds.includes(parsed.kind);
  if (type === 'log' || (type === 'unknown' && isNamedLog)) return { path, parsed };
  throw new JetError('JET_errFileInvalidType', `${path} is no log`);
}

const logKinds: readonly string[] = ['current', 'archived', 'temporary'];

async function logsIn(fs: FileSystem, folder: string, base?: string): Promise<Candidate[]> {
  if ((await fs.stat(folder))?.kind !== 'directory') return [];
  return (await fs.readDirectory(folder))
    .map((name) => ({ path: fs.join(folder, name), parsed: parseLogFileName(name) }))
    .filter(
      ({ parsed }) =>
        (parsed?.kind === 'current' || parsed?.kind === 'archived') &&
        (base === undefined || sameBaseName(parsed.base, base)),
    );
}

async function describe(
  fs: FileSystem,
  { path, parsed }: Candidate,
): Promise<{ file: LogFile; base: string; isCurrent: boolean }> {
  const file = await fs.open(path, 'read');
  try {
    const size = await file.size();
    const header = size < logHeaderSize ? undefined : await intactHeader(file);
    const generation = parsed?.generation ?? header?.lGeneration;
    return {
      file: { path, size, header, generation },
      base: parsed?.base.toLowerCase() ?? '',
      isCurrent: parsed?.kind === 'current',
    };
  } finally {
    await file.close();
  }
}

/** The header when it can be relied on; the size of the file need not be what it says. */
async function intactHeader(file: File): Promise<LogHeader | undefined> {
  const verdict = await examineLogHeader(file);
  const isIntact = verdict.state === 'good' || verdict.error === 'JET_errLogFileSizeMismatch';
  return isIntact ? verdict.header : undefined;
}
