import { basename } from 'node:path';
import { createNodeFileSystem } from '@esekit/core/node';
import { stampXorChecksum } from '@esekit/pages';
import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { encodeLogHeader, logHeaderSize, parseLogFileName, readLogHeader } from '../../src/index';
import {
  engineArchives,
  filesBelow,
  unpackEngineArchive,
  unpackWindowsSet,
  windowsLogSets,
} from '../support/corpus-files';

const fs = createNodeFileSystem();

/** The area of the attachment list. */
const listStart = 671;
const listEnd = 2719;

/** Bytes of the headers below a folder, of logs of the segment layout. */
function headersBelow(folder: string): [string, Uint8Array][] {
  return filesBelow(folder)
    .filter((path) => ['current', 'archived'].includes(parseLogFileName(basename(path))?.kind ?? ''))
    .map((path): [string, Uint8Array] => {
      const bytes = new Uint8Array(logHeaderSize);
      const file = fs.openSync(path, 'read');
      file.readSync(bytes, 0);
      file.closeSync();
      return [path, bytes];
    })
    .filter(([, bytes]) => readLogHeader(bytes).ulMajor === 8);
}

describeCorpus('headers of real logs', () => {
  const folder = temporaryFolder();

  it('are written as they are read', () => {
    const roots = [
      ...engineArchives().map((name) => unpackEngineArchive(name, folder)),
      ...windowsLogSets().map((set) => unpackWindowsSet(set, folder)),
    ];
    let compared = 0;
    let withRests = 0;
    for (const root of roots) {
      for (const [path, bytes] of headersBelow(root)) {
        compared++;
        const header = readLogHeader(bytes);
        const written = encodeLogHeader(header);
        const end =
          listStart +
          header.attachments.reduce((size, { path: name }) => size + 64 + 2 * (name.length + 1), 0);
        if (bytes.subarray(end, listEnd).some((byte) => byte !== 0)) {
          // What the last list that was longer has left there; it counts for the checksum.
          withRests++;
          written.set(bytes.subarray(end, listEnd), end);
          stampXorChecksum(written);
        }
        expect(Buffer.compare(written, bytes), path).toBe(0);
      }
    }
    expect(compared).toBeGreaterThan(500);
    expect(withRests).toBeLessThan(10);
  });
});
