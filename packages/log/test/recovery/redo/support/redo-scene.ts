import { createMemoryFileSystem, lgposMin, type EsekitEvent, type Lgpos } from '@esekit/core';
import { NodeView, PageBuffer, type PageView } from '@esekit/pages';
import {
  encodeBegin0,
  encodeCommit0,
  encodeCreateSingleExtentFDP,
  encodeDelta,
  encodeFlagDelete,
  encodeInsert,
  encodeMacroBegin,
  encodeMacroCommit,
  encodeReplace,
} from '../../../../src/records/encoders';
import type { LogRecord } from '../../../../src/index';
import { HeldPages } from '../../../../src/recovery/redo/held-pages';
import { pageDbtime } from '../../../../src/recovery/redo/numbers';
import { Redo } from '../../../../src/recovery/redo/redo';
import { RedoMaps } from '../../../../src/recovery/redo/redo-maps';
import type { UndoDatabase } from '../../../../src/recovery/redo/replay-database';
import { createVersion, type Version } from '../../../../src/recovery/redo/version-store';
import { rollBack } from '../../../../src/recovery/undo/roll-back';

export const objid = 7;
export const root = 10;
/** Session of records that do not name another one. */
export const procid = 5;
const unique = 4;
const versioned = 1;

/** A database without a file that a scene replays onto. */
export class SceneDatabase implements UndoDatabase {
  readonly dbid = 1;
  readonly path = 'a.edb';
  readonly redoMaps = new RedoMaps();
  readonly heldPages = new HeldPages();
  lgposAttach: Lgpos = lgposMin;
  lGenerationIgnoredBelow = 0;
  mayHoldFutureData = false;
  storesReservedTags = false;
  rolledBack = 0;
  dbtimeLast = 0;
  objidLast = 0;

  constructor(readonly buffer: PageBuffer) {}

  noticeDbtime(high: number, low: number): void {
    this.dbtimeLast = Math.max(this.dbtimeLast, high * 2 ** 32 + low);
  }

  noticeObjid(objidFDP: number): void {
    this.objidLast = Math.max(this.objidLast, objidFDP);
  }

  nextDbtime(): number {
    return ++this.dbtimeLast;
  }
}

interface NodeFields {
  readonly pgno?: number;
  readonly iline: number;
  /** Default: the next one, from that of the page as the scene knows it. */
  readonly dbtime?: number;
  readonly dbtimeBefore?: number;
  readonly fFlags?: number;
  readonly rceid?: number;
  readonly procid?: number;
  readonly level?: number;
}

/** Feeds hand-made records to a replay over one database of 40 blank pages. */
export class RedoScene {
  readonly database: SceneDatabase;
  readonly redo: Redo;
  readonly events: EsekitEvent[] = [];
  /** Records that a rollback has logged. */
  readonly logged: Uint8Array[] = [];
  lGeneration = 3;
  dbtime = 100;
  #ib = 40;
  #rceid = 1;

  constructor(pageSize = 4096) {
    const file = createMemoryFileSystem().openSync('a.edb', 'createNew');
    const buffer = new PageBuffer({ file, pageSize, isOverlay: true });
    buffer.resize(40);
    this.database = new SceneDatabase(buffer);
    this.redo = new Redo({
      database: (dbid) => (dbid === 1 ? this.database : undefined),
      onEvent: (event) => this.events.push(event),
    });
  }

  /** Feeds records in a row; each gets the next position. Tells whether the last was handled. */
  feed(...records: readonly Uint8Array[]): boolean {
    let isHandled = true;
    for (const bytes of records) {
      const record: LogRecord = {
        type: bytes[0]!,
        size: bytes.length,
        lGeneration: this.lGeneration,
        isec: 1,
        ib: (this.#ib += 4),
        bytes,
        view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
        offset: 0,
      };
      isHandled = this.redo.record(record);
    }
    return isHandled;
  }

  begin(session = procid, levels = 1): this {
    this.feed(encodeBegin0({ procid: session, levels: levels << 4, trxBegin0: 8 }));
    return this;
  }

  commit(session = procid): this {
    this.feed(encodeCommit0({ procid: session, levelCommitTo: 0, trxCommit0: 12 }));
    return this;
  }

  /** A tree of one page, in a transaction of its own. */
  tree(isUnique = true): this {
    this.begin();
    this.feed(
      encodeCreateSingleExtentFDP({
        ...this.prefix({ iline: 0, dbtimeBefore: -1, fFlags: isUnique ? unique : 0 }),
        objidFDP: objid,
        pgnoFDPParent: 1,
        cpgPrimary: 4,
        fPageFlags: isUnique ? 0 : 0x400,
      }),
    );
    return this.commit();
  }

  /** What all page records have; dbtimes go on from the page. */
  prefix({ pgno = root, iline, fFlags = unique, level = 1, ...rest }: NodeFields): {
    procid: number;
    dbid: number;
    pgno: number;
    dbtime: number;
    dbtimeBefore: number;
    trxBegin0: number;
    level: number;
    iline: number;
    fFlags: number;
  } {
    const dbtimeBefore = rest.dbtimeBefore ?? this.dbtimeOf(pgno);
    const dbtime = rest.dbtime ?? ++this.dbtime;
    const session = rest.procid ?? procid;
    return { procid: session, dbid: 1, pgno, dbtime, dbtimeBefore, trxBegin0: 8, level, iline, fFlags };
  }

  node(fields: NodeFields): ReturnType<RedoScene['prefix']> & {
    rceid: number;
    pgnoFDP: number;
    objidFDP: number;
  } {
    const rceid = fields.rceid ?? (this.#rceid += 2);
    return {
      ...this.prefix({ fFlags: unique | versioned, ...fields }),
      rceid,
      pgnoFDP: root,
      objidFDP: objid,
    };
  }

  insertRecord(key: string, data: string, fields: NodeFields): Uint8Array {
    return encodeInsert({ ...this.node(fields), cbPrefix: 0, key: text(key), data: text(data) });
  }

  insert(key: string, data: string, fields: NodeFields): this {
    this.feed(this.insertRecord(key, data, fields));
    return this;
  }

  replaceRecord(old: string, data: string, fields: NodeFields): Uint8Array {
    return encodeReplace({ ...this.node(fields), cbOldData: old.length, data: text(data) });
  }

  flagDeleteRecord(fields: NodeFields): Uint8Array {
    return encodeFlagDelete(this.node(fields));
  }

  deltaRecord(key: string, lDelta: number, cbOffset: number, fields: NodeFields): Uint8Array {
    return encodeDelta({ ...this.node(fields), key: text(key), bookmarkData: text(''), lDelta, cbOffset });
  }

  macro(dbtime: number, records: readonly Uint8Array[], session = procid): this {
    this.feed(encodeMacroBegin({ procid: session, dbtime }), ...records);
    this.feed(encodeMacroCommit({ procid: session, dbtime }));
    return this;
  }

  page(pgno = root): PageView {
    return this.database.buffer.get(pgno).view;
  }

  dbtimeOf(pgno: number): number {
    const { buffer } = this.database;
    return buffer.look(pgno) === 'present' ? pageDbtime(buffer.get(pgno).view) : 0;
  }

  /** Nodes of a page as `key=data`, with `-` in front of those flagged Deleted. */
  nodes(pgno = root): string[] {
    const view = this.page(pgno);
    const node = new NodeView();
    return Array.from({ length: view.clines }, (_, iline) => {
      node.read(view, iline);
      const key = new Uint8Array(node.cbKey);
      node.copyKey(key);
      return `${node.isDeleted ? '-' : ''}${string(key)}=${string(node.data())}`;
    });
  }

  versions(session = procid): Version[] {
    const found = this.redo.sessions.find((one) => one.procid === session);
    if (found === undefined) return [];
    return [1, 2, 3].flatMap((level) =>
      found.versions.ofLevel(level).map((index) => found.versions.read(index, createVersion())),
    );
  }

  /** @returns the number of transactions rolled back */
  rollBack(): number {
    let isec = 0;
    return rollBack({
      redo: this.redo,
      database: () => this.database,
      onEvent: (event) => this.events.push(event),
      journal: {
        append: (...records) => {
          this.logged.push(...records);
          return { lGeneration: this.lGeneration, isec: ++isec, ib: 0 };
        },
      },
    });
  }
}

export function text(value: string): Uint8Array {
  return Uint8Array.from(value, (character) => character.charCodeAt(0));
}

export function string(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** The name of what `act` throws; undefined when it does not. */
export function errorOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as { name?: string }).name;
  }
}
