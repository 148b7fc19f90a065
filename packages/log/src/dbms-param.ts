import { viewOf } from '@esekit/core';

/**
 * The engine's settings when the file was written (DBMS_PARAM, 20 §3): 567 bytes in log headers,
 * checkpoints and Init records.
 *
 * | off     | size | field                                         |
 * |---------|------|-----------------------------------------------|
 * | 0       | 261  | system path, 8-bit characters, NUL terminated |
 * | 261     | 261  | log path                                      |
 * | 522     | 1    | flags: 0x01 circular logging                  |
 * | 523-547 | 4 each | sessions, open tables, version pages, cursors, log buffers, csecLGFile, cache size |
 * | 551     | 16   | zero                                          |
 */
export interface DbmsParam {
  /** One character per byte: the code page is that of the machine that wrote it. */
  readonly szSysPath: string;
  readonly szLogPath: string;
  readonly fDBMSPARAMFlags: number;
  readonly lSessionsMax: number;
  readonly lOpenTablesMax: number;
  readonly lVerPagesMax: number;
  readonly lCursorsMax: number;
  /** In sectors. */
  readonly lLogBuffers: number;
  readonly lcsecLGFile: number;
  readonly ulCacheSizeMax: number;
}

export const dbmsParamSize = 567;
const pathSize = 261;
const flagsOffset = 522;

const numbers = {
  lSessionsMax: 523,
  lOpenTablesMax: 527,
  lVerPagesMax: 531,
  lCursorsMax: 535,
  lLogBuffers: 539,
  lcsecLGFile: 543,
  ulCacheSizeMax: 547,
} as const;

type NumberName = keyof typeof numbers;
const numberNames = Object.keys(numbers) as NumberName[];

function readPath(bytes: Uint8Array, offset: number): string {
  let path = '';
  for (let i = 0; i < pathSize && bytes[offset + i] !== 0; i++) {
    path += String.fromCharCode(bytes[offset + i]!);
  }
  return path;
}

/** @param bytes at least 567 of them from `offset` on */
export function readDbmsParam(bytes: Uint8Array, offset: number): DbmsParam {
  const view = viewOf(bytes);
  const values = {} as Record<NumberName, number>;
  for (const name of numberNames) values[name] = view.getUint32(offset + numbers[name], true);
  return {
    szSysPath: readPath(bytes, offset),
    szLogPath: readPath(bytes, offset + pathSize),
    fDBMSPARAMFlags: bytes[offset + flagsOffset]!,
    ...values,
  };
}

/** Writes all 567 bytes; paths are cut so that their terminator fits. */
export function writeDbmsParam(bytes: Uint8Array, offset: number, param: DbmsParam): void {
  const view = viewOf(bytes);
  bytes.fill(0, offset, offset + dbmsParamSize);
  for (const [path, start] of [
    [param.szSysPath, offset],
    [param.szLogPath, offset + pathSize],
  ] as const) {
    for (let i = 0; i < Math.min(path.length, pathSize - 1); i++) bytes[start + i] = path.charCodeAt(i);
  }
  bytes[offset + flagsOffset] = param.fDBMSPARAMFlags;
  for (const name of numberNames) view.setUint32(offset + numbers[name], param[name], true);
}
