import { recordTypeNumber } from '@esekit/log';
import type { Random } from '@esekit/testkit';
import { recordsIn, sealHeader, type LogFile, type PlacedRecord } from './log-file';
import type { Scene } from './scene';

/**
 * Logs whose checksums are right and whose content is not: what a hostile writer makes. Whatever they ask for, recovery
 * ends with an error or with a database whose pages are whole.
 */
export const sealedMutators: Readonly<Record<string, (scene: Scene) => void>> = {
  segmentNoise(scene) {
    const log = scene.anyLog();
    scene.changeSealed(log, scene.anySegment(log), (segment) => {
      const start = 40 + scene.random.below(4056);
      scene.random.fill(
        segment.subarray(start, start + 1 + scene.random.below(scene.random.pick([1, 8, 256]))),
      );
    });
  },

  recordByte: inRecord((bytes, { offset, size }, random) => {
    bytes[offset + random.below(size)] = randomByte(random);
  }),

  recordType: inRecord((bytes, { offset }, random) => {
    bytes[offset] = random.below(110);
  }),

  /** Lengths of keys, data and lists stand from byte 44 on in most records (21 §4). */
  recordLength: inRecord((bytes, { offset, size }, random) => {
    const at = random.pick(
      [40, 42, 44, 46, 48, 52, 54, 86, 96, 98, 100, 106].filter((place) => place + 2 <= size),
    );
    if (at !== undefined) view(bytes).setUint16(offset + at, oddNumber(random, 0xffff), true);
  }),

  pgno: inPageRecord((bytes, offset, random) =>
    view(bytes).setUint32(offset + 4, oddNumber(random, 0xffffffff), true),
  ),

  pgnoNear: inPageRecord((bytes, offset, random) => {
    view(bytes).setUint32(offset + 4, 1 + random.below(150), true);
  }),

  dbtime: inPageRecord((bytes, offset, random) => {
    const at = offset + random.pick([8, 16]);
    const now = view(bytes).getBigInt64(at, true);
    const value =
      random.below(2) === 0 ? now + BigInt(random.below(7) - 3) : BigInt(oddNumber(random, 0xffffffff));
    view(bytes).setBigInt64(at, value, true);
  }),

  session: inPageRecord((bytes, offset, random) => {
    view(bytes).setUint16(
      offset + 1,
      random.below(2) === 0 ? random.below(12) : oddNumber(random, 0xffff),
      true,
    );
  }),

  database: inPageRecord((bytes, offset, random) => (bytes[offset + 3] = random.below(8))),

  levelAndFlags: inPageRecord((bytes, offset, random) => {
    bytes[offset + 28] = random.below(9);
    bytes[offset + 31] = random.below(64);
  }),

  iline: inPageRecord((bytes, offset, random) => {
    const value = random.below(2) === 0 ? random.below(60) : oddNumber(random, 0xffff);
    view(bytes).setUint16(offset + 29, value, true);
  }),

  tree: inPageRecord((bytes, offset, random) => {
    view(bytes).setUint32(offset + random.pick([32, 36, 40]), oddNumber(random, 0xffffffff), true);
  }),

  /** Numbers of the records that change more than one page. */
  structure: inRecord((bytes, { offset, size }, random) => {
    const at = 32 + 2 * random.below(Math.max(1, Math.floor((Math.min(size, 112) - 34) / 2)));
    if (at + 4 <= size) view(bytes).setUint32(offset + at, oddNumber(random, 0xffffffff), true);
  }, structureTypes()),

  dropRecord: inRecord((bytes, { offset, size }) => {
    // An ignorable record of the same size stands in its place.
    if (size < 5) bytes.fill(recordTypeNumber.NOP, offset, offset + size);
    else {
      bytes.fill(0, offset, offset + size);
      bytes[offset] = recordTypeNumber.NOP2;
      view(bytes).setUint32(offset + 1, size - 5, true);
    }
  }),

  header(scene) {
    const log = scene.anyLog();
    const bytes = scene.change(log.name);
    const at = scene.random.pick([
      4, 8, 10, 12, 14, 16, 24, 32, 36, 40, 44, 72, 639, 640, 648, 653, 667, 671, 700,
    ]);
    for (let i = 0; i < 1 + scene.random.below(4); i++) bytes[at + i] = randomByte(scene.random);
    sealHeader(bytes);
  },

  attachments(scene) {
    const log = scene.anyLog();
    const bytes = scene.change(log.name);
    for (let n = 1 + scene.random.below(4); n > 0; n--)
      bytes[671 + scene.random.below(200)] = randomByte(scene.random);
    sealHeader(bytes);
  },

  checkpoint(scene) {
    const name = [...scene.files.keys()].find((one) => one.endsWith('.chk'));
    if (name === undefined) return;
    const bytes = scene.change(name);
    for (const copy of [bytes.subarray(0, 4096), bytes.subarray(4096, 8192)]) {
      copy[scene.random.below(400)] = randomByte(scene.random);
      sealHeader(copy);
    }
  },
};

type ChangeRecord = (bytes: Uint8Array, record: PlacedRecord, random: Random) => unknown;

/** Records with the prefix of 32 bytes that names page and dbtimes (21 §2). */
function hasPagePrefix({ type }: PlacedRecord): boolean {
  return (type >= 24 && type <= 39) || [48, 58, 62, 63, 64, 65, 93].includes(type);
}

function structureTypes(): (record: PlacedRecord) => boolean {
  const n = recordTypeNumber;
  const types: readonly number[] = [
    n.Split2,
    n.Merge2,
    n.EmptyTree,
    n.CreateMultipleExtentFDP,
    n.CreateSingleExtentFDP,
    n.ConvertFDP2,
    n.SetExternalHeader,
    n.UndoInfo,
    n.Delta,
  ];
  return ({ type }) => types.includes(type);
}

/** A mutator that changes one record of those that `isWanted` takes. */
function inRecord(change: ChangeRecord, isWanted: (record: PlacedRecord) => boolean = () => true) {
  return (scene: Scene): void => {
    const place = findRecord(scene, isWanted);
    if (place === undefined) return;
    const { log, record } = place;
    scene.changeSealed(log, record.isec, (_, bytes) => change(bytes, record, scene.random));
  };
}

function inPageRecord(change: (bytes: Uint8Array, offset: number, random: Random) => unknown) {
  return inRecord((bytes, { offset }, random) => change(bytes, offset, random), hasPagePrefix);
}

function findRecord(
  scene: Scene,
  isWanted: (record: PlacedRecord) => boolean,
): { log: LogFile; record: PlacedRecord } | undefined {
  for (let attempt = 0; attempt < 12; attempt++) {
    const log = scene.anyLog();
    const bytes = scene.files.get(log.name);
    if (bytes === undefined) continue;
    const records = recordsIn(bytes, scene.anySegment(log)).filter(isWanted);
    if (records.length > 0) return { log, record: scene.random.pick(records) };
  }
  return undefined;
}

function randomByte(random: Random): number {
  return random.pick([0, 1, 0x7f, 0x80, 0xff, random.below(256), random.below(256)]);
}

/** Small, large, and what arithmetic turns over at. */
function oddNumber(random: Random, most: number): number {
  const value = random.pick([
    0,
    1,
    2,
    most,
    most - 1,
    Math.floor(most / 2) + 1,
    random.below(300),
    random.below(most),
  ]);
  return value >>> 0;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
