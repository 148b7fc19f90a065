import { SpaceManager, Tree, type Journal, type Writer } from '@esekit/btree';
import { createMemoryFileSystem, lgposMin } from '@esekit/core';
import { createNodeFileSystem } from '@esekit/core/node';
import { decodeSpaceHeader, externalHeader, pageFlag, PageBuffer } from '@esekit/pages';
import {
  decodeRecord,
  loadLogHeaderSync,
  mergeFlag,
  splitType,
  walkSegmentLogSync,
} from '../../../src/index';
import type { LogRecord } from '../../../src/records/log-record';
import { HeldPages } from '../../../src/recovery/redo/held-pages';
import { Redo } from '../../../src/recovery/redo/redo';
import { RedoMaps } from '../../../src/recovery/redo/redo-maps';
import type { ReplayDatabase } from '../../../src/recovery/redo/replay-database';
import { recordNames, spaceBit, spaceText, type Fields } from './space-records';

const fs = createNodeFileSystem();
const dbid = 1;
const uniqueBit = 0x04;
const writer: Writer = { procid: 1, trxBegin0: 4, level: 1, isSystemTask: false };

interface Step {
  readonly record: LogRecord;
  readonly type: string;
  readonly fields: Fields;
  /** What was done to space; `undefined` when the record is of no such thing. */
  readonly space: string | undefined;
}

/** What the manager is asked for. */
interface Asked {
  readonly name: string;
  readonly act: (manager: SpaceManager) => unknown;
}

/** Logs of one database from its creation on, replayed with a manager beside. */
export class EngineSpace {
  readonly differences: string[] = [];
  readonly counts = new Map<string, number>();
  readonly #steps: Step[] = [];
  readonly #explained = new Set<number>();
  readonly #buffer: PageBuffer;
  readonly #redo: Redo;
  readonly #manager: SpaceManager;
  readonly #logged: string[] = [];
  /** Pages as they were before the manager was asked. */
  readonly #before = new Map<number, Uint8Array>();
  #dbtime = 0;

  constructor(paths: readonly string[]) {
    let pageSize = 4096;
    for (const path of paths) {
      const file = fs.openSync(path, 'read');
      const { header } = loadLogHeaderSync(file);
      pageSize = header.cbPageSize ?? pageSize;
      const record = (found: LogRecord): void => this.#take(found);
      walkSegmentLogSync(file, header, { record }, { mayUseShadow: true });
      file.closeSync();
    }
    const file = createMemoryFileSystem().openSync('a.edb', 'createNew');
    this.#buffer = new PageBuffer({ file, pageSize, isOverlay: true });
    this.#redo = new Redo({ database: (id) => (id === dbid ? this.#replayed() : undefined) });
    const extended = this.#steps.find(({ type }) => type === 'ExtendDB');
    this.#manager = new SpaceManager({
      database: {
        ...{ dbid, buffer: this.#buffer, storesReservedTags: false, logsNewPages: true },
        journal: this.#journal(),
        nextDbtime: () => ++this.#dbtime,
      },
      // What all scripts set is 16 or nothing; a new database tells which (04 §8.1).
      extensionPages: Number(extended?.fields['pgnoLast']) >= 254 ? 256 : 16,
      grow: (pgnoLast) => this.#buffer.resize(pgnoLast),
    });
  }

  run(): void {
    for (const [i, { type, fields, record, space }] of this.#steps.entries()) {
      if (space !== undefined && !this.#explained.has(i)) this.#explain(i);
      if (type !== 'ExtendDB') this.#redo.record(record);
      else this.#buffer.resize(Math.max(this.#buffer.pageCount, fields['pgnoLast'] as number));
      if (type === 'MacroCommit') this.#askAfterMerge(i);
      else if (type === 'FreeFDP') this.#askAfterDeletion(i);
    }
  }

  #replayed = (): ReplayDatabase => ({
    ...{ dbid, path: 'a.edb', buffer: this.#buffer, lgposAttach: lgposMin, lGenerationIgnoredBelow: 0 },
    ...{ mayHoldFutureData: false, storesReservedTags: false },
    ...{ redoMaps: new RedoMaps(), heldPages: new HeldPages() },
    noticeDbtime: (high, low) => (this.#dbtime = Math.max(this.#dbtime, high * 2 ** 32 + low)),
    noticeObjid: () => {},
  });

  #take(record: LogRecord): void {
    const bytes = record.bytes.slice(record.offset, record.offset + record.size);
    const copy: LogRecord = { ...record, bytes, view: new DataView(bytes.buffer), offset: 0 };
    const decoded = decodeRecord(copy);
    const fields = decoded.fields as unknown as Fields;
    if ((fields['dbid'] ?? dbid) !== dbid) return;
    this.#steps.push({ record: copy, type: decoded.type, fields, space: spaceText(decoded.type, fields) });
  }

  /** Records that begin here are for the tree or the split that the same session goes on with. */
  #explain(i: number): void {
    const expected: string[] = [];
    const procid = this.#steps.slice(i).find(({ fields }) => fields['procid'] !== undefined)?.fields[
      'procid'
    ];
    for (let j = i; j < this.#steps.length; j++) {
      const { type, fields, space } = this.#steps[j]!;
      if (fields['procid'] !== procid && type !== 'ExtendDB') continue;
      if (space !== undefined) {
        if (type === 'SetExternalHeader' && !this.#changesSpace(fields)) continue;
        this.#explained.add(j);
        expected.push(space);
      }
      const asked = this.#asked(j);
      if (asked === undefined) continue;
      this.#compare(i, asked, expected);
      return;
    }
  }

  #changesSpace({ pgno, data }: Fields): boolean {
    const { view } = this.#buffer.get(pgno as number);
    if (!view.hasFlag(pageFlag.root)) return false;
    const before = decodeSpaceHeader(externalHeader(view));
    return JSON.stringify(before) !== JSON.stringify(decodeSpaceHeader(data as Uint8Array));
  }

  /** What the records in front of this one were for. */
  #asked(j: number): Asked | undefined {
    const { type, fields } = this.#steps[j]!;
    const number = (name: string): number => fields[name] as number;
    if (type === 'CreateMultipleExtentFDP' && number('pgno') === 1) {
      return { name: 'root', act: (manager) => manager.createRoot(writer, number('cpgPrimary')) };
    }
    if (type === 'MacroBegin') {
      const splits = this.#macroFrom(j, 1).filter(({ pgnoNew }) => (pgnoNew ?? 0) !== 0);
      const allocate = (manager: SpaceManager): unknown =>
        splits.map(({ pgno, pgnoFDP, splittype }) =>
          manager.allocatePage(
            this.#tree(pgnoFDP as number),
            pgno as number,
            writer,
            splittype === splitType.append,
          ),
        );
      return { name: 'split', act: allocate };
    }
    if (type !== 'CreateSingleExtentFDP' && type !== 'CreateMultipleExtentFDP') return undefined;
    const isMultiple = type === 'CreateMultipleExtentFDP';
    const flags = number('fPageFlags');
    const isIndex = (flags & pageFlag.index) !== 0;
    const request = {
      parent: this.#tree(number('pgnoFDPParent')),
      ...{ objidFDP: number('objidFDP'), cpg: number('cpgPrimary'), isMultiple },
      kind: isIndex ? 'index' : (flags & pageFlag.longValue) !== 0 ? 'longValue' : 'table',
      isUnique: (number('fFlags') & uniqueBit) !== 0,
    } as const;
    return {
      name: `tree of ${isMultiple ? 'several extents' : 'one extent'}`,
      act: (manager) => manager.createTree(writer, request),
    };
  }

  /** Records of the macro that begins or ends there. */
  #macroFrom(i: number, step: 1 | -1): Fields[] {
    const found: Fields[] = [];
    const { procid } = this.#steps[i]!.fields;
    for (let k = i + step; k >= 0 && k < this.#steps.length; k += step) {
      const { type, fields } = this.#steps[k]!;
      if (fields['procid'] !== procid) continue;
      if (type.startsWith('Macro')) break;
      found.push(fields);
    }
    return found;
  }

  #askAfterMerge(i: number): void {
    const { procid } = this.#steps[i]!.fields;
    const freed = this.#macroFrom(i, -1).filter(
      ({ fMergeFlags }) => (((fMergeFlags as number | undefined) ?? 0) & mergeFlag.emptyPage) !== 0,
    );
    if (freed.length === 0) return;
    const act = (manager: SpaceManager): void => {
      for (const { pgnoFDP, pgno } of freed) {
        manager.freePage(this.#tree(pgnoFDP as number), pgno as number, writer);
      }
    };
    this.#compare(
      i,
      { name: 'merge', act },
      this.#expectedBehind(i, (fields) => fields['procid'] === procid),
    );
  }

  #askAfterDeletion(i: number): void {
    const tree = this.#tree(this.#steps[i]!.fields['pgnoFDP'] as number);
    const parent = this.#tree(
      decodeSpaceHeader(externalHeader(this.#buffer.get(tree.pgnoFDP).view))!.pgnoParent,
    );
    let procid: unknown;
    // The session that cleans up is the first that changes the parent's space.
    const expected = this.#expectedBehind(i, ({ pgnoFDP, fFlags, procid: session }) => {
      if (pgnoFDP === parent.pgnoFDP && ((fFlags as number) & spaceBit) !== 0) procid ??= session;
      return procid !== undefined && session === procid;
    });
    this.#compare(
      i,
      { name: 'deleted tree', act: (manager) => manager.deleteTree(writer, tree, parent) },
      expected,
    );
  }

  #expectedBehind(i: number, isOwn: (fields: Fields) => boolean): string[] {
    const expected: string[] = [];
    for (let j = i + 1; j < this.#steps.length; j++) {
      const { type, fields, space } = this.#steps[j]!;
      if (!isOwn(fields) || type.startsWith('MacroInfo')) continue;
      if (space === undefined || this.#explained.has(j)) break;
      if (type === 'SetExternalHeader' && !this.#changesSpace(fields)) break;
      this.#explained.add(j);
      expected.push(space);
    }
    return expected;
  }

  #tree(pgnoFDP: number): Tree {
    const { objidFDP } = this.#buffer.get(pgnoFDP).view;
    return new Tree({ source: this.#buffer, pgnoFDP, objidFDP });
  }

  /** Asks the manager, and takes back what it did: the log does it again. */
  #compare(i: number, { name, act }: Asked, expected: readonly string[]): void {
    const { pageCount } = this.#buffer;
    const dbtime = this.#dbtime;
    this.#logged.length = 0;
    this.#before.clear();
    try {
      act(this.#manager);
    } catch (error) {
      this.#logged.push(String(error));
    }
    this.#dbtime = dbtime;
    this.#buffer.releasePins();
    for (const [pgno, bytes] of this.#before) {
      const frame = this.#buffer.pin(pgno);
      this.#buffer.change(frame, 0);
      frame.view.bytes.set(bytes, frame.view.start);
    }
    this.#buffer.releasePins();
    if (this.#buffer.pageCount !== pageCount) this.#buffer.resize(pageCount);
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    if (this.#logged.join('\n') === expected.join('\n')) return;
    const { lGeneration, isec, ib } = this.#steps[i]!.record;
    const at = [lGeneration, isec, ib].map((part) => part.toString(16)).join(':');
    this.differences.push(`${at} ${name}\n${this.#logged.join('\n')}\nnot\n${expected.join('\n')}`);
  }

  #journal(): Journal {
    const log = (method: string, change: Fields, pgnoLast: unknown): number => {
      const fields = method === 'extendDatabase' ? { pgnoLast } : { ...change, fFlags: change['flags'] };
      for (const page of ['pgno', 'pgnoOE', 'pgnoAE']) this.#keep(fields[page as keyof typeof fields]);
      const text = spaceText(recordNames[method] ?? method, fields);
      if (text !== undefined) this.#logged.push(text);
      return 65536;
    };
    return new Proxy({} as Journal, {
      get: (_, method) => (change: Fields, pgnoLast: unknown) => log(String(method), change, pgnoLast),
    });
  }

  #keep(pgno: unknown): void {
    if (typeof pgno !== 'number' || this.#before.has(pgno) || pgno > this.#buffer.pageCount) return;
    const { pageSize } = this.#buffer;
    if (this.#buffer.look(pgno) !== 'present') {
      this.#before.set(pgno, new Uint8Array(pageSize));
      return;
    }
    const { bytes, start } = this.#buffer.get(pgno).view;
    this.#before.set(pgno, bytes.slice(start, start + pageSize));
  }
}
