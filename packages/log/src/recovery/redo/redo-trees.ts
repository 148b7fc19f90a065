import {
  convertRoot,
  emptyTree,
  formatMultipleExtentRoot,
  formatSingleExtentRoot,
  type Conversion,
  type NewTree,
} from '@esekit/btree';
import { JetError } from '@esekit/core';
import { emptyPage, type Frame } from '@esekit/pages';
import {
  convertFDP2Record,
  createMultipleExtentFDPRecord,
  createSingleExtentFDPRecord,
  emptiedPage,
  emptiedPageSize,
  emptyTreeRecord,
  emptyTreeRecordSize,
  newPageRecord,
  pageRecordFlag,
} from '../../records/layouts';
import { checkedPgno } from './page-operation';
import type { PageOperation } from './page-operation';
import {
  beginChange,
  endChange,
  endChangeOfLines,
  formatNewPage,
  pageToCreate,
  pageToRedo,
} from './redo-rule';

/** Operations on whole trees and pages (23 §4.6). None of them leaves a version behind. */

export function redoNewPage(operation: PageOperation): void {
  const frame = pageToCreate(operation, operation.pgno);
  if (frame === undefined) return;
  formatNewPage(operation, frame.view, operation.u32(newPageRecord.objid));
}

export function redoCreateSingleExtentFDP(operation: PageOperation): void {
  const fields = createSingleExtentFDPRecord;
  const tree = newTree(operation, fields);
  operation.database.noticeObjid(tree.objidFDP);
  const frame = pageToCreate(operation, operation.pgno);
  if (frame === undefined) return;
  formatSingleExtentRoot(frame.view, tree);
  endChange(operation, frame.view);
}

export function redoCreateMultipleExtentFDP(operation: PageOperation): void {
  const fields = createMultipleExtentFDPRecord;
  const { pgnoOE, pgnoAE } = spaceTreeRoots(operation, fields);
  const tree = newTree(operation, fields);
  operation.database.noticeObjid(tree.objidFDP);
  const root = pageToCreate(operation, operation.pgno);
  const owned = pageToCreate(operation, pgnoOE);
  const available = pageToCreate(operation, pgnoAE);
  const pages = { root: root?.view, ownedExtents: owned?.view, availableExtents: available?.view };
  formatMultipleExtentRoot(pages, { ...tree, pgnoOE, pgnoAE });
  endAll(operation, root, owned, available);
}

export function redoConvertFDP2(operation: PageOperation): void {
  const fields = convertFDP2Record;
  const roots = spaceTreeRoots(operation, fields);
  const root = pageToRedo(operation, operation.pgno, operation.dbtimeBefore);
  const owned = pageToCreate(operation, roots.pgnoOE);
  const available = pageToCreate(operation, roots.pgnoAE);
  const conversion: Conversion = {
    ...newTree(operation, fields),
    ...roots,
    pgnoSecondaryFirst: operation.u32(fields.pgnoSecondaryFirst),
    cpgSecondary: operation.u32(fields.cpgSecondary),
    rgbitAvail: operation.u32(fields.rgbitAvail),
  };
  if (root !== undefined) beginChange(operation, root);
  const pages = { root: root?.view, ownedExtents: owned?.view, availableExtents: available?.view };
  convertRoot(pages, conversion);
  endAll(operation, root, owned, available);
}

/** The root loses its nodes; every page of the list is checked for itself and becomes an empty one. */
export function redoEmptyTree(operation: PageOperation): void {
  const cbList = operation.u16(emptyTreeRecord.cbEmptyPageList);
  if (cbList % emptiedPageSize !== 0) {
    throw new JetError('JET_errLogFileCorrupt', `a list of emptied pages has ${cbList} bytes`);
  }
  const root = pageToRedo(operation, operation.pgno, operation.dbtimeBefore);
  if (root !== undefined) {
    beginChange(operation, root);
    emptyTree(root.view);
    endChangeOfLines(operation, root.view);
  }
  const { redoMaps } = operation.database;
  const end = emptyTreeRecordSize + cbList;
  for (let at = emptyTreeRecordSize; at < end; at += emptiedPageSize) {
    const pgno = checkedPgno(operation.u32(at + emptiedPage.pgno));
    redoMaps.remove(pgno);
    const frame = pageToRedo(operation, pgno, operation.dbtimeBeforeAt(at + emptiedPage.dbtimeBefore));
    if (frame === undefined) {
      // It is lost, but its contents do not matter any more.
      redoMaps.remove(pgno);
      continue;
    }
    beginChange(operation, frame);
    emptyPage(frame.view);
    endChangeOfLines(operation, frame.view);
  }
}

/** Where the records of new trees keep what they have in common. */
interface TreeRecord {
  readonly objidFDP: number;
  readonly pgnoFDPParent: number;
  readonly cpgPrimary: number;
  readonly fPageFlags: number;
}

function newTree(operation: PageOperation, fields: TreeRecord): NewTree {
  return {
    pgnoFDP: operation.pgno,
    objidFDP: operation.u32(fields.objidFDP),
    pgnoParent: operation.u32(fields.pgnoFDPParent),
    cpgPrimary: operation.u32(fields.cpgPrimary),
    flags: operation.u32(fields.fPageFlags),
    isUnique: (operation.fFlags & pageRecordFlag.unique) !== 0,
    storesReservedTags: operation.database.storesReservedTags,
  };
}

function spaceTreeRoots(
  operation: PageOperation,
  fields: { readonly pgnoOE: number; readonly pgnoAE: number },
): { pgnoOE: number; pgnoAE: number } {
  const pgnoOE = checkedPgno(operation.u32(fields.pgnoOE));
  const pgnoAE = checkedPgno(operation.u32(fields.pgnoAE));
  return { pgnoOE, pgnoAE };
}

function endAll(operation: PageOperation, ...frames: readonly (Frame | undefined)[]): void {
  for (const frame of frames) if (frame !== undefined) endChange(operation, frame.view);
}
