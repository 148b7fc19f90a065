import { catalogFixed, catalogVariable } from '../../src/catalog/catalog-columns';
import { replaceData, setU16, setU32, variableOf, withFixedColumns, withVariable } from './record-editing';
import type { Mutator, NodeTarget, Target } from './mutation';

/** The rows of the catalog: what they say of tables, columns, indexes and long values. */

/** Bytes of the fixed columns up to LVChunkMax, and the header of the record in front of them. */
const cbFixedAll = 43;

/** A change to the bytes of a catalog row; `undefined` when the row has nothing to change. */
type RowChange = (row: Uint8Array, target: Target) => Uint8Array | undefined;

/** Changes a row of the main catalog; a row of the shadow too, often enough that both are damaged. */
function changeRow(
  target: Target,
  change: RowChange,
  filter: (row: Uint8Array) => boolean = () => true,
): boolean {
  let isChanged = false;
  const kinds = target.chance(4) ? (['catalog', 'shadow'] as const) : (['catalog'] as const);
  for (const kind of kinds) {
    const found = findRow(target, kind, filter);
    const changed = found && change(found.node.data().slice(), target);
    if (found && changed) isChanged = replaceData(found, changed) || isChanged;
  }
  return isChanged;
}

/** A few tries at random find a row of a frequent kind. */
function findRow(
  target: Target,
  kind: 'catalog' | 'shadow',
  filter: (row: Uint8Array) => boolean,
): NodeTarget | undefined {
  for (let i = 0; i < 24; i++) {
    const found = target.pickNode(kind);
    if (found && filter(found.node.data())) return found;
  }
  return undefined;
}

const typeOf = (row: Uint8Array): number => row[catalogFixed.Type.offset]!;
const isTable = (row: Uint8Array): boolean => typeOf(row) === 1;
const isColumn = (row: Uint8Array): boolean => typeOf(row) === 2;
const isIndex = (row: Uint8Array): boolean => typeOf(row) === 3;

/** A mutator that sets one fixed column of the rows that `filter` takes. */
function fixedColumn(
  name: string,
  column: keyof typeof catalogFixed,
  valueOf: (target: Target, old: number) => number,
  filter?: (row: Uint8Array) => boolean,
): Mutator {
  const { fid, offset } = catalogFixed[column];
  const isWord = column === 'Type' || column === 'RecordOffset' || column === 'KeyMost';
  const change: RowChange = (row, target) => {
    const changed = row[0]! >= fid ? row : withFixedColumns(row, catalogFixed.LVChunkMax.fid, cbFixedAll);
    if (changed === undefined || changed.length < offset + 4) return undefined;
    const old = changed[offset]! | (changed[offset + 1]! << 8);
    if (isWord) setU16(changed, offset, valueOf(target, old));
    else setU32(changed, offset, valueOf(target, old));
    return changed;
  };
  return { name, apply: (target) => changeRow(target, change, filter) };
}

/** A mutator that gives a variable column another value. */
function variableColumn(
  name: string,
  fid: number,
  valueOf: (target: Target, old: Uint8Array | undefined) => Uint8Array,
  filter?: (row: Uint8Array) => boolean,
): Mutator {
  const change: RowChange = (row, target) => withVariable(row, fid, valueOf(target, variableOf(row, fid)));
  return { name, apply: (target) => changeRow(target, change, filter) };
}

/** Bytes like the old ones with one changed, or of another length, or none. */
function spoiled(target: Target, old: Uint8Array | undefined): Uint8Array {
  const bytes = old?.slice() ?? target.random.fill(new Uint8Array(target.random.below(24)));
  if (target.chance(3)) return bytes.slice(0, target.random.below(bytes.length + 1));
  if (target.chance(3)) return target.random.fill(new Uint8Array(target.random.below(60)));
  target.spoilByte(bytes, 0, bytes.length);
  return bytes;
}

/** The name of some table, so that names collide and templates are their own. */
function tableName(target: Target, old: Uint8Array | undefined): Uint8Array {
  if (target.chance(3)) return spoiled(target, old);
  return new TextEncoder().encode(target.random.pick(target.base.tables).name);
}

function words(target: Target, count: number): Uint8Array {
  const bytes = new Uint8Array(4 * count);
  for (let i = 0; i < count; i++)
    setU32(bytes, 4 * i, target.chance(2) ? target.random.below(12) : target.number());
  return bytes;
}

/** Entries of an index: {flags, 0, fid}. */
function segments(target: Target, old: Uint8Array | undefined): Uint8Array {
  if (target.chance(2)) return spoiled(target, old);
  const bytes = new Uint8Array(4 * target.random.below(20));
  for (let at = 0; at < bytes.length; at += 4) {
    bytes[at] = target.random.below(256);
    setU16(bytes, at + 2, target.random.pick([1, 2, 128, 256, 257, target.number() & 0xffff]));
  }
  return bytes;
}

export const catalogMutators: readonly Mutator[] = [
  fixedColumn('catalog ObjidTable', 'ObjidTable', (target, old) => target.number(old)),
  fixedColumn('catalog Type', 'Type', (target) => target.random.below(7)),
  fixedColumn('catalog Id', 'Id', (target, old) => target.number(old)),
  fixedColumn('catalog coltyp', 'ColtypOrPgnoFDP', (target) => target.random.below(21), isColumn),
  fixedColumn(
    'catalog pgnoFDP',
    'ColtypOrPgnoFDP',
    (target, old) => target.pgno(old),
    (row) => !isColumn(row),
  ),
  fixedColumn('catalog SpaceUsage', 'SpaceUsage', (target, old) => target.number(old), isColumn),
  fixedColumn('catalog Flags', 'Flags', (target, old) => target.number(old)),
  fixedColumn('catalog PagesOrLocale', 'PagesOrLocale', (target) =>
    target.random.pick([0, 1200, 1252, target.number()]),
  ),
  fixedColumn('catalog RecordOffset', 'RecordOffset', (target, old) => target.number(old), isColumn),
  fixedColumn('catalog LCMapFlags', 'LCMapFlags', (target, old) => target.number(old), isIndex),
  fixedColumn('catalog KeyMost', 'KeyMost', (target, old) => target.number(old), isIndex),
  fixedColumn('catalog LVChunkMax', 'LVChunkMax', (target) => target.number(target.base.pageSize), isTable),
  variableColumn('catalog Name', catalogVariable.Name, tableName),
  variableColumn('catalog TemplateTable', catalogVariable.TemplateTable, tableName, isTable),
  variableColumn('catalog DefaultValue', catalogVariable.DefaultValue, spoiled, isColumn),
  variableColumn('catalog KeyFldIDs', catalogVariable.KeyFldIDs, segments, isIndex),
  variableColumn('catalog VarSegMac', catalogVariable.VarSegMac, spoiled, isIndex),
  variableColumn('catalog ConditionalColumns', catalogVariable.ConditionalColumns, segments, isIndex),
  variableColumn('catalog TupleLimits', catalogVariable.TupleLimits, (target) => words(target, 5), isIndex),
  {
    name: 'catalog row byte',
    apply: (target) => changeRow(target, (row) => (target.spoilByte(row, 0, row.length) ? row : undefined)),
  },
];
