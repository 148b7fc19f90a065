import type { DecodedRecord, EmptiedPage, RecordValue } from '../../src/index';

/**
 * What the engine's dump says of a record behind its name, from the fields that our decoder finds. Byte
 * strings are cut after 16 bytes. Types whose line is a text of its own are left out.
 */
export function dumpText({ type, fields }: DecodedRecord): string | undefined {
  return texts[type]?.(fieldsOf(fields));
}

type Fields = ReturnType<typeof fieldsOf>;

function fieldsOf(fields: Readonly<Record<string, RecordValue>>) {
  const n = (name: string): number => Number(fields[name] as number | bigint);
  return {
    n,
    hex: (name: string): string => n(name).toString(16),
    dbtime: (name: string): string => BigInt.asUintN(64, fields[name] as bigint).toString(16),
    bytes: (...names: string[]): string => {
      const all = names.flatMap((name) => [...(fields[name] as Uint8Array)]).slice(0, 16);
      return all.map((byte) => `${byte.toString(16).toUpperCase().padStart(2, '0')} `).join('');
    },
    size: (name: string): number => (fields[name] as Uint8Array | EmptiedPage[]).length,
    pages: (name: string): readonly number[] => fields[name] as readonly number[],
  };
}

const flag = (f: Fields, bit: number, set: string, clear: string): string =>
  (f.n('fFlags') & bit) === 0 ? clear : set;
const unique = (f: Fields): string => flag(f, 0x04, 'U', 'NU');
const versioned = (f: Fields): string => flag(f, 0x01, 'V', 'NV');
const deleted = (f: Fields): string => flag(f, 0x02, 'D', 'ND');
const space = (f: Fields): string => flag(f, 0x08, 'SP', 'NSP');
const index = (f: Fields): string => flag(f, 0x10, 'CI', 'NCI');
const task = (f: Fields): string => flag(f, 0x20, 'SYS', 'USR');

const trx = (f: Fields): string => `${f.hex('trxBegin0')}:${f.n('level')}`;
const times = (f: Fields): string => `${f.dbtime('dbtime')},${f.dbtime('dbtimeBefore')},${trx(f)}`;
const page = (f: Fields, name = 'pgno'): string => `[${f.n('dbid')}:${f.n(name)}]`;
const node = (f: Fields): string => `[${f.n('dbid')}:${f.n('pgno')}:${f.n('iline')}]`;
const objid = (f: Fields): string => `objid:[${f.n('dbid')}:${f.n('objidFDP')}]`;
const procid = (f: Fields): string => f.hex('procid');
const wide = (n: number): string => String(n).padStart(5);

const pageList = (f: Fields, dbid: number): string =>
  f
    .pages('rgpgno')
    .map((pgno) => `[${dbid}:${pgno}],`)
    .join('');
const convert = (f: Fields): string =>
  `${times(f)}(${procid(f)},${page(f)},${page(f, 'pgnoFDPParent')},[${f.n('objidFDP')}],+${f.n('cpgPrimary')},` +
  `${page(f, 'pgnoSecondaryFirst')},+${f.n('cpgSecondary')},${unique(f)}:${task(f)})`;
const replace = (f: Fields): string =>
  `${times(f)}(${procid(f)},${node(f)},${unique(f)}:${versioned(f)}:${space(f)}:${task(f)}:${index(f)},` +
  `${wide(f.n('cb'))},${wide(f.n('cbNewData'))},${wide(f.n('cbOldData'))},rceid:${f.n('rceid')},${objid(f)})`;

/** A right split that moves nothing but the new node has a name of its own. */
function splitType(f: Fields): string {
  const movesOnlyNew = f.n('ilineSplit') === f.n('ilineOper') && f.n('ilineSplit') === f.n('clines') - 1;
  if (f.n('splittype') === 1 && f.n('splitoper') === 1 && movesOnlyNew) return 'SplitHotpoint';
  return ['SplitVertical', 'SplitRight', 'Append'][f.n('splittype')]!;
}

const splitOpers = ['None', 'Insert', 'Replace', 'FlagInsertAndReplaceData'];
const mergeTypes = ['None', 'EmptyPage', 'FullRight', 'PartialRight', 'EmptyTree', 'FullLeft', 'PartialLeft'];

function split(f: Fields): string {
  if (f.n('pgnoNew') === 0) {
    return `ParentOfSplitPage ${times(f)}(${procid(f)},parent:${f.dbtime('dbtimeParentBefore')},${page(f)}`;
  }
  const before = (name: string): string => (f.n(name) === -1 ? '0' : f.dbtime(name));
  return (
    `${splitType(f)} ${times(f)}(${procid(f)},split:[${f.n('dbid')}:${f.n('pgno')}:${f.n('ilineSplit')}],` +
    `oper/last:[${f.n('ilineOper')}/${f.n('clines') - 1}],new:${page(f, 'pgnoNew')},` +
    `parent:${before('dbtimeParentBefore')},${page(f, 'pgnoParent')},` +
    `right:${before('dbtimeRightBefore')},${page(f, 'pgnoRight')}, ${objid(f)}, ` +
    `${unique(f)}:${space(f)}:${task(f)}:${index(f)}, splitoper:${splitOpers[f.n('splitoper')]}, ` +
    `beforeImage:${f.size('pageBeforeImage')}`
  );
}

function merge(f: Fields): string {
  const before = (name: string): string => (f.n(name) === -1 ? '0' : f.dbtime(name));
  const bit = (mask: number, set: string): string => ((f.n('fMergeFlags') & mask) === 0 ? `N${set}` : set);
  return (
    `${times(f)}(${procid(f)},merge:[${f.n('dbid')}:${f.n('pgno')}:${f.n('ilineMerge')}],` +
    `right:${before('dbtimeRightBefore')},${page(f, 'pgnoRight')},left:${before('dbtimeLeftBefore')},${page(f, 'pgnoLeft')},` +
    `parent:${before('dbtimeParentBefore')},${page(f, 'pgnoParent')},${unique(f)}:${space(f)}:${task(f)}:` +
    `${bit(1, 'KC')}:${bit(4, 'EP')}:${bit(2, 'D')}:${mergeTypes[f.n('mergetype')]},size:${f.n('cbSizeTotal')},` +
    `maxsize:${f.n('cbSizeMaxTotal')},uncfree:${f.n('cbUncFreeDest')},beforeImage:${f.size('pageBeforeImage')}`
  );
}

const begin = (f: Fields): string => {
  const from = f.n('levels') & 0x0f;
  return `(${procid(f)},from:${from},to:${from + (f.n('levels') >> 4)})`;
};
const commit = (f: Fields): string => `(${procid(f)},to:${f.n('levelCommitTo')})`;
const macro = (f: Fields): string => `(${procid(f)}) ${f.dbtime('dbtime')}`;

const texts: Readonly<Record<string, (f: Fields) => string>> = {
  Begin: begin,
  Begin0: (f) => `${begin(f)} ${f.hex('trxBegin0')}`,
  Commit: commit,
  Commit0: (f) => `${commit(f)} ${f.hex('trxCommit0')}`,
  Rollback: (f) => `(${procid(f)},${f.n('levelRollback')})`,
  MacroBegin: macro,
  MacroCommit: macro,
  MacroAbort: macro,
  MacroInfo: (f) => pageList(f, 1),
  MacroInfo2: (f) => pageList(f, f.n('dbid')),
  Insert: (f) =>
    `${times(f)}(${procid(f)},${node(f)},${unique(f)}:${versioned(f)}:${deleted(f)}:${space(f)}:${task(f)}:${index(f)},` +
    `${f.n('cbPrefix')},${f.n('cbSuffix')},${f.n('cbData')},rceid:${f.n('rceid')},${objid(f)})${f.bytes('key', 'data')}`,
  FlagDelete: (f) =>
    `${times(f)}(${procid(f)},${node(f)},${unique(f)}:${versioned(f)}:${space(f)}:${task(f)}:${index(f)}),` +
    `rceid:${f.n('rceid')},${objid(f)}`,
  Delete: (f) => `${times(f)}(${procid(f)},${node(f)},${unique(f)}:${space(f)}:${task(f)},${objid(f)})`,
  Delta: (f) =>
    `${times(f)}(${procid(f)},${node(f)},${unique(f)}:${versioned(f)}:${task(f)}:${index(f)},${f.n('lDelta')},` +
    `offset:${f.n('cbOffset')},rceid:${f.n('rceid')},${objid(f)})`,
  Replace: (f) => replace(f) + f.bytes('data'),
  ReplaceD: replace,
  FlagInsertAndReplaceData: (f) =>
    `${times(f)}(${procid(f)},${node(f)},${unique(f)}:${versioned(f)}:${space(f)}:${task(f)}:${index(f)},` +
    `${wide(f.n('cbKey') + f.n('cbData'))},rceidInsert:${f.n('rceid')},rceidReplace:${f.n('rceidReplace')},${objid(f)})${f.bytes('key', 'data')}`,
  UndoInfo: (f) =>
    `${trx(f)}(${procid(f)},${page(f)},${unique(f)}:${task(f)},${f.n('cbKey')},${f.n('cbBookmarkData')},` +
    `${f.n('cbData')},rceid:${f.n('rceid')},${objid(f)})${f.bytes('key', 'bookmarkData', 'data')}`,
  Undo: (f) =>
    `${times(f)}(${procid(f)},${node(f)},${unique(f)}:${task(f)},${f.n('levelOper')},${f.n('oper')},rceid:${f.n('rceid')})`,
  SetExternalHeader: (f) =>
    `${times(f)}(${procid(f)},${page(f)},${unique(f)}:${space(f)}:${task(f)},${wide(f.n('cbData'))})${f.bytes('data')}`,
  ConvertFDP2: convert,
  NewPage: (f) =>
    `${f.dbtime('dbtimeAfter')},(${procid(f)},page:${page(f)},objid:[${f.n('dbid')}:${f.n('objid')}])`,
  ExtendDB: (f) => page(f, 'pgnoLast'),
  SetDbVersion: (f) =>
    `(dbid:${f.n('dbid')}, DB ver:${f.n('ulDbMajorVersion')}.${f.n('ulDbUpdateMajor')}.${f.n('ulDbUpdateMinor')})`,
  FreeFDP: (f) => `${f.hex('trxCommitted')}:(${page(f, 'pgnoFDP')} (${f.n('bFDPType') === 1 ? 'T' : 'I'}))`,
  ExtentFreed2: (f) => `${f.dbtime('dbtime')} [${f.n('dbid')}:${f.n('pgnoFirst')}+${f.n('cpgExtent')}]`,
  Split2: split,
  Merge2: merge,
  CreateDBFinish: (f) => `(${procid(f)},${f.n('dbid')})`,
};
