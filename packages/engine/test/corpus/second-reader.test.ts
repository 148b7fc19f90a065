import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createNodeFileSystem } from '@esekit/core/node';
import { temporaryFolder } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import type { ColumnDefinition } from '../../src/api';
import { checkFile } from '../../src/index';
import { openDatabase } from '../../src/node';
import { openInstance } from '../../src/node/instance';
import { compareWithTab, tabTablesIn } from './esedbexport';

/**
 * Databases that we write in the formats that another reader knows, read by it. It is a program of its own; where it is
 * not installed there is nothing to compare with.
 */
const isInstalled = spawnSync('esedbexport', ['-V']).status === 0;

const rowsMade = 120;

const columns = {
  id: { type: 'Long' },
  bit: { type: 'Bit' },
  byte: { type: 'UnsignedByte' },
  short: { type: 'Short' },
  unsignedShort: { type: 'UnsignedShort' },
  unsignedLong: { type: 'UnsignedLong' },
  longLong: { type: 'LongLong' },
  when: { type: 'DateTime' },
  text: { type: 'Text', size: 200 },
  binary: { type: 'Binary', size: 100 },
  tagged: { type: 'Long', tagged: true },
  taggedText: { type: 'Text', size: 80, tagged: true },
  longText: { type: 'LongText' },
  longBinary: { type: 'LongBinary' },
} as const satisfies Record<string, ColumnDefinition>;

/** Every column at least once, NULLs and values that leave the record among them. */
function rowOf(id: number): Record<string, number | bigint | string | boolean | Date | Uint8Array | null> {
  const text = `row ${id} of these ${'-'.repeat(id % 40)}`;
  return {
    id,
    bit: id % 2 === 0,
    byte: id % 256,
    short: id * -7,
    unsignedShort: id * 11,
    unsignedLong: 4_000_000_000 + id,
    longLong: BigInt(id) * 123_456_789_012n,
    when: new Date(Date.UTC(2020, 1, 1, 3, 4, id)),
    text: id % 5 === 0 ? null : text,
    binary: new Uint8Array(id % 90).fill(id),
    tagged: id % 3 === 0 ? null : id * 1000,
    taggedText: id % 4 === 0 ? null : text.slice(0, 30),
    longText: id % 7 === 0 ? text.repeat(200) : text,
    longBinary: id % 6 === 0 ? new Uint8Array(9000 + id).fill(id) : null,
  };
}

async function writeDatabase(folder: string, formatVersion: number, pageSize: number): Promise<string> {
  const instance = await openInstance(folder, { formatVersion, pageSize, logFileSize: 1024 });
  const database = await instance.openDatabase('a.edb');
  const session = instance.session();
  const table = session.createTable(database, {
    name: 'rows',
    columns,
    indexes: { id: { columns: ['id'], primary: true }, byText: { columns: ['text'], locale: 'en-US' } },
  });
  await session.transaction(() => {
    for (let id = 1; id <= rowsMade; id++) table.insert(rowOf(id) as never);
    for (let id = 3; id <= rowsMade; id += 10) table.delete([id]);
    for (let id = 5; id <= rowsMade; id += 10) table.update([id], { text: `changed ${id}` } as never);
  });
  await instance.close();
  return database.path;
}

describe.runIf(isInstalled)('a database that we write for another reader', () => {
  const root = temporaryFolder();

  it.each(
    [8620, 9180].flatMap((format) => [4096, 8192, 32768].map((pageSize) => [format, pageSize] as const)),
  )('in format %i with pages of %i bytes is one to it', async (format, pageSize) => {
    const folder = join(root, `${format}-${pageSize}`);
    const path = await writeDatabase(folder, format, pageSize);
    const info = spawnSync('esedbinfo', [path], { encoding: 'utf8' });
    expect(info.status).toBe(0);
    expect(info.stdout).toContain('Table: 5');
    const target = join(folder, 'out');
    expect(spawnSync('esedbexport', ['-t', target, path]).status).toBe(0);
    const database = openDatabase(path);
    const exported = [...tabTablesIn(`${target}.export`)].find(({ name }) => name === 'rows');
    const { rows, cells, found } = compareWithTab(database.table('rows'), exported!);
    database.close();
    expect(found).toEqual([]);
    expect(rows).toBe(rowsMade - 12);
    expect(cells).toBeGreaterThan(rows * 7);
    const problems: string[] = [];
    await checkFile(createNodeFileSystem(), path, ({ text }) => void problems.push(text));
    expect(problems).toEqual([]);
  });
});
