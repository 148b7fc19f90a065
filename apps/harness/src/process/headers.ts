import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { JetError, type FileSystem } from '@esekit/core';
import { createNodeFileSystem } from '@esekit/core/node';
import { databaseStateName, readDatabaseHeaderSync } from '@esekit/pages';
import type { HeaderResult } from '../compare/result';

/** The file of temporary tables is gone with its instance, or left by a crash. */
const isTemporary = (name: string): boolean => /^tmp[^.]*\.edb$/i.test(name);

/** The headers of the database files below `folder`, by path; those of temporary tables do not count. */
export function databaseHeaders(folder: string): Readonly<Record<string, HeaderResult>> {
  const fs = createNodeFileSystem();
  const paths = [...databasesBelow(folder, '')].sort();
  return Object.fromEntries(paths.map((path) => [path, headerOf(fs, join(folder, path))]));
}

function databasesBelow(folder: string, prefix: string): readonly string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) return databasesBelow(folder, path);
    return entry.name.endsWith('.edb') && !isTemporary(entry.name) ? [path] : [];
  });
}

function headerOf(fs: FileSystem, path: string): HeaderResult {
  const file = fs.openSync(path, 'read');
  try {
    const { header, pageSize } = readDatabaseHeaderSync(file);
    return {
      state: databaseStateName(header.dbstate),
      pageSize,
      version: `${header.ulVersion.toString(16)}.${header.ulDaeUpdateMajor}`,
    };
  } catch (error) {
    // What cannot be read is a result too.
    if (JetError.isInstance(error)) return { state: error.name, pageSize: 0, version: '' };
    throw error;
  } finally {
    file.closeSync();
  }
}
