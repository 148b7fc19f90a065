import { join } from 'node:path';
import { PageView } from '@esekit/pages';
import {
  corpus,
  describeCorpus,
  isBlank,
  readPage,
  temporaryFolder,
  unpackEngineArchive,
} from '@esekit/testkit';
import { expect, test } from 'vitest';
import { recordTypeNumber, type LogRecord } from '../../../../src/index';
import {
  merge2Record,
  merge2RecordSize,
  split2Record,
  split2RecordSize,
} from '../../../../src/records/layouts';
import { readBeforeImage, type BeforeImage } from '../../../../src/recovery/redo/before-image';
import { FolderReplay } from '../support/replay-folder';

const { Merge2, Split2 } = recordTypeNumber;

const pageRecord = { pgno: 4, dbtime: 8 };

function imageOf({ type, bytes, offset, view }: LogRecord): BeforeImage | undefined {
  const at = (field: number): number => view.getUint16(offset + field, true);
  const u32 = (field: number): number => view.getUint32(offset + field, true);
  if (type === Split2) {
    const { cbKeyParent, cbPrefixSplitOld, cbPrefixSplitNew, cbPageBeforeImage, fSplit2Flags } = split2Record;
    const start = offset + split2RecordSize + at(cbKeyParent) + at(cbPrefixSplitOld) + at(cbPrefixSplitNew);
    return { bytes, start, cb: u32(cbPageBeforeImage), flags: u32(fSplit2Flags) };
  }
  if (type !== Merge2) return undefined;
  const start = offset + merge2RecordSize + at(merge2Record.cbKeyParentSep);
  return { bytes, start, cb: u32(merge2Record.cbPageBeforeImage), flags: u32(merge2Record.fMerge2Flags) };
}

/** Everything of a page but its dbtime and checksum, whatever place its lines have. */
function describePage(bytes: Uint8Array, pgno: number): string {
  const { dbtime, fFlags, ...rest } = readPage(bytes, pgno);
  void dbtime;
  const cbFree = bytes[28]! | (bytes[29]! << 8);
  return JSON.stringify({ ...rest, fFlags: fFlags & ~0x1e000, cbFree });
}

describeCorpus('before-images in logs of the engine', () => {
  const folder = temporaryFolder();

  test.each([
    ['dirty-btree-split-4k', 132],
    ['dirty-ckpt-advanced-32k', 1],
    ['dirty-multigen-4k', 1],
    ['dirty-uncommitted-8k', 1],
    ['dirty-uncommitted-32k', 1],
  ] as const)('%s: each is the page as the replay has it', async (name, least) => {
    const scenario = corpus.available ? unpackEngineArchive(name, folder) : '';
    const forms = new Set<number>();
    let images = 0;
    const onRecord = (record: LogRecord, replay: FolderReplay): void => {
      const image = imageOf(record);
      if (image === undefined || image.cb === 0) return;
      const pgno = record.view.getUint32(record.offset + pageRecord.pgno, true);
      const dbtime = Number(record.view.getBigInt64(record.offset + pageRecord.dbtime, true));
      const database = replay.databases.get('a.edb')!;
      const view = new PageView(new Uint8Array(database.pageSize));
      readBeforeImage(image, view, { pgno, dbtime });
      // The records of a macro come before anything of it is done.
      const page = database.page(pgno);
      expect(isBlank(page)).toBe(false);
      expect(describePage(view.bytes, pgno)).toBe(describePage(page, pgno));
      forms.add(image.flags);
      images++;
    };
    await new FolderReplay({ onRecord }).run(join(scenario, 'recovered'));
    expect(images).toBeGreaterThanOrEqual(least);
    console.log(`${name}: ${images} images, forms ${[...forms].join(', ')}`);
  });
});
