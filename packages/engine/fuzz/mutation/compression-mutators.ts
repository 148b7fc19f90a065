import { splice, replaceData } from './record-editing';
import { pickTagged, type TaggedTarget } from './record-target';
import { fabricatedStream } from './streams';
import type { Mutator, Target } from './mutation';

/** Compressed values: those in records, and chunks of long values. */

const pickCompressed = (target: Target): TaggedTarget | undefined =>
  pickTagged(target, (header) => (header & 0x0e) === 0x02);

/** Puts a value made elsewhere into the last tagged column of a record, flagged as compressed. */
function replaceTagged(target: Target, spoils: boolean): boolean {
  const tagged = pickTagged(target, (header) => (header & 0x0d) === 0x01);
  if (!tagged?.isLast || !tagged.hasHeader) return false;
  const stream = fabricatedStream(target.random, target.random.pick([40, 60, 90, 200, 900]));
  if (stream === undefined) return false;
  if (spoils) target.spoilByte(stream, 0, stream.length);
  const data = tagged.bytes.slice(tagged.at, tagged.at + tagged.length);
  const value = splice(Uint8Array.of(0x03), 1, 1, stream);
  return replaceData(tagged.node, splice(data, tagged.begin - tagged.at, data.length, value));
}

/** A chunk that is shorter than what it stands for is compressed, so its length is the size to be met. */
function replaceChunk(target: Target, spoils: boolean): boolean {
  const found = target.pickNode('longValues');
  const stream = found && fabricatedStream(target.random, found.node.cbData);
  if (!found || !stream) return false;
  if (spoils) target.spoilByte(stream, 0, stream.length);
  return replaceData(found, stream);
}

export const compressionMutators: readonly Mutator[] = [
  {
    name: 'compressed byte',
    apply(target) {
      const tagged = pickCompressed(target);
      return tagged !== undefined && target.spoilByte(tagged.bytes, tagged.begin + 1, tagged.end);
    },
  },
  {
    name: 'compression scheme',
    apply(target) {
      const tagged = pickCompressed(target);
      if (tagged === undefined || tagged.end - tagged.begin < 2) return false;
      tagged.bytes[tagged.begin + 1] = target.random.below(256);
      return true;
    },
  },
  {
    name: 'compressed value cut',
    apply(target) {
      const tagged = pickCompressed(target);
      if (!tagged?.isLast) return false;
      const { bytes, at, begin, end } = tagged;
      return replaceData(tagged.node, bytes.slice(at, begin + 1 + target.random.below(end - begin)));
    },
  },
  { name: 'value of another scheme', apply: (target) => replaceTagged(target, false) },
  { name: 'damaged value of another scheme', apply: (target) => replaceTagged(target, true) },
  { name: 'chunk of another scheme', apply: (target) => replaceChunk(target, target.chance(3)) },
];
