import { basename } from 'node:path';
import { chooseSplit, chooseSplitAlone, PageLines, separatorBefore, type LineOperation } from '@esekit/btree';
import { createNodeFileSystem } from '@esekit/core/node';
import { pageFlag, PageView } from '@esekit/pages';
import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import {
  decodeRecord,
  loadLogHeaderSync,
  parseLogFileName,
  splitOper,
  splitType,
  walkSegmentLogSync,
  type DecodedRecord,
  type RecordValues,
} from '../../src/index';
import { readBeforeImage } from '../../src/recovery/redo/before-image';
import { engineArchives, filesBelow, unpackEngineArchive } from '../support/corpus-files';

/**
 * Every split that the engine logged with an image of the page, chosen again: where to split, and which keys
 * become prefixes.
 */

type Split2 = RecordValues<'Split2'>;
const fs = createNodeFileSystem();

/** Calls back with the records inside each macro of a log. */
function eachMacro(path: string, onMacro: (records: readonly DecodedRecord[]) => void): void {
  const file = fs.openSync(path, 'read');
  try {
    const { header } = loadLogHeaderSync(file);
    let macro: DecodedRecord[] = [];
    const record = (found: Parameters<typeof decodeRecord>[0]): void => {
      const decoded = decodeRecord(found);
      if (decoded.type === 'MacroBegin') macro = [];
      else if (decoded.type === 'MacroCommit') onMacro(macro);
      else macro.push(decoded);
    };
    walkSegmentLogSync(file, header, { record }, { mayUseShadow: true });
  } finally {
    file.closeSync();
  }
}

function pageBefore(split: Split2): PageView {
  const { pageBeforeImage: bytes, fSplit2Flags: flags, pgno, dbtime } = split;
  const view = new PageView(new Uint8Array(4096));
  readBeforeImage({ bytes, start: 0, cb: bytes.length, flags }, view, { pgno, dbtime: Number(dbtime) });
  return view;
}

function operationOf(
  { splitoper, ilineOper: iline }: Split2,
  leaf: DecodedRecord,
): LineOperation | undefined {
  const { key = new Uint8Array(0), data } = leaf.fields as { key?: Uint8Array; data: Uint8Array };
  if (splitoper === splitOper.insert) return { operation: 'insert', iline, key, data };
  return splitoper === splitOper.replace ? { operation: 'replace', iline, key, data } : undefined;
}

describeCorpus('splits of the engine', () => {
  it('are chosen alike', { timeout: 60_000 }, () => {
    const folder = temporaryFolder();
    const seen = new Set<string>();
    let [same, alone] = [0, 0];
    const judge = (archive: string, macro: readonly DecodedRecord[]): void => {
      const levels = macro.filter(({ type }) => type === 'Split2');
      const split = levels.at(-1)?.fields as Split2 | undefined;
      if (split === undefined || split.pageBeforeImage.length === 0) return;
      const name = `${archive} ${split.dbid} ${split.pgno} ${split.dbtime}`;
      if (seen.has(name)) return;
      seen.add(name);
      const view = pageBefore(split);
      const operation = operationOf(split, macro.at(-1)!);
      // What a split without an operation was for is not in the log, so only vertical ones are sure.
      if (operation === undefined && !view.hasFlag(pageFlag.root)) return;
      const bare = (): PageLines => new PageLines(view, undefined);
      const lines = operation ? new PageLines(view, operation) : bare();
      const choice = operation ? chooseSplit(lines, bare, false) : chooseSplitAlone(lines);
      expect([name, splitType[choice.kind], choice.ilineSplit, choice.isWithoutOperation]).toEqual([
        ...[name, split.splittype, split.ilineSplit, operation === undefined],
      ]);
      const { ilinePrefixSplit, ilinePrefixNew } = split;
      expect(choice).toMatchObject({ ilinePrefixSplit, ilinePrefixNew });
      const separator =
        choice.ilineSplit === 0 ? new Uint8Array(0) : separatorBefore(lines, choice.ilineSplit);
      expect([name, separator]).toEqual([name, split.keyParent]);
      if (operation) same++;
      else alone++;
    };
    for (const archive of engineArchives().filter((name) => name.includes('-4k'))) {
      for (const path of filesBelow(unpackEngineArchive(archive, folder))) {
        const kind = parseLogFileName(basename(path))?.kind;
        if (kind !== 'archived' && kind !== 'current') continue;
        eachMacro(path, (macro) => judge(archive, macro));
      }
    }
    expect(same).toBeGreaterThan(400);
    expect(alone).toBeGreaterThan(5);
    console.log(`splits of the engine: ${same} with their operation, ${alone} without`);
  });
});
