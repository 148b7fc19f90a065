/**
 * The structure part of the kernel: whether a page with a right checksum is plainly sound (02 section 7,
 * step 5). It says "sound" only where src/page/page-structure.ts finds nothing; whatever it doubts, and
 * every page of a kind it does not know, is left to that reference, which also says what is wrong.
 *
 * Every offset is compared with the page before it is followed, because the page comes from a file.
 */

/** One bit per byte of the data area, for pages with lines out of order: below the callers' memory. */
const OCCUPIED: usize = 1024;

const EMPTY_REPAIR_PREINIT: u32 = 0x20018;
const INDEX_AND_LONG_VALUE: u32 = 0xc0;
const SPACE_TREE: u32 = 0x20;
const LEAF: u32 = 0x2;
const NODE_SIZE_MASK: u32 = 0x1fff;

export function isSound(page: usize, size: usize): bool {
  const large = size > 8192;
  const header: usize = large ? 80 : 40;
  const data = <u32>(size - header);
  const mask: u32 = large ? 0x7fff : 0x1fff;
  const flags = load<u32>(page, 36);
  if ((flags & EMPTY_REPAIR_PREINIT) != 0 || (flags & INDEX_AND_LONG_VALUE) == INDEX_AND_LONG_VALUE) return false;
  const cbFree = <u32>load<u16>(page, 28);
  const cbUncommittedFree = <u32>load<u16>(page, 30);
  const ibMicFree = <u32>load<u16>(page, 32);
  const state = <u32>load<u16>(page, 34);
  const tags = state & 0xfff;
  const stored = (state >>> 12) & 7;
  const reserved: u32 = stored == 0 ? 1 : stored;
  if (cbFree > data || cbUncommittedFree > cbFree || ibMicFree > data) return false;
  const cbTags: u32 = tags * 4;
  if (tags < reserved || cbTags + (tags - reserved) * 4 > data || cbTags + ibMicFree > data) return false;
  const sum = linesSize(page, size, mask, tags, reserved, ibMicFree);
  if (sum < 0 || <u32>sum + cbFree + cbTags != data) return false;
  return (flags & SPACE_TREE) != 0 || areNodesSound(page, size, header, mask, tags, reserved, flags);
}

/** Bytes in all lines; -1 when one is out of place or two overlap. */
function linesSize(page: usize, size: usize, mask: u32, tags: u32, reserved: u32, ibMicFree: u32): i32 {
  let tag = page + size;
  let sum: u32 = 0;
  let end: u32 = 0;
  let inOrder = true;
  for (let i: u32 = 0; i < tags; i++) {
    tag -= 4;
    const word = load<u32>(tag);
    const cb = word & mask;
    const ib = (word >>> 16) & mask;
    if (cb == 0) {
      if (i >= reserved) return -1;
      continue;
    }
    if (ib + cb > ibMicFree) return -1;
    inOrder = inOrder && ib >= end;
    end = ib + cb;
    sum += cb;
  }
  // More bytes than there is room for means an overlap, and must not cost more than a page's worth of work.
  if (sum > ibMicFree) return -1;
  return inOrder || areApart(page, size, mask, tags, ibMicFree) ? <i32>sum : -1;
}

/** Whether no two lines share a byte. */
function areApart(page: usize, size: usize, mask: u32, tags: u32, ibMicFree: u32): bool {
  memory.fill(OCCUPIED, 0, <usize>((ibMicFree + 63) >>> 6) << 3);
  let tag = page + size;
  for (let i: u32 = 0; i < tags; i++) {
    tag -= 4;
    const word = load<u32>(tag);
    const cb = word & mask;
    const ib = (word >>> 16) & mask;
    if (cb != 0 && !occupy(ib, ib + cb - 1)) return false;
  }
  return true;
}

/** Takes the bytes `first` to `last`; false when one was taken before. */
function occupy(first: u32, last: u32): bool {
  const lastWord = last >>> 6;
  let mask: u64 = <u64>-1 << (first & 63);
  for (let word = first >>> 6; word < lastWord; word++) {
    if (!take(word, mask)) return false;
    mask = <u64>-1;
  }
  return take(lastWord, mask & (<u64>-1 >>> (63 - (last & 63))));
}

// @ts-ignore: decorator
@inline
function take(word: u32, mask: u64): bool {
  const at = OCCUPIED + (<usize>word << 3);
  const taken = load<u64>(at);
  store<u64>(at, taken | mask);
  return (taken & mask) == 0;
}

/** Fields of nodes fit, there is data, and keys do not descend. */
function areNodesSound(page: usize, size: usize, header: usize, mask: u32, tags: u32, reserved: u32, flags: u32): bool {
  const large = size > 8192;
  const base = page + header;
  const tag0 = load<u32>(page + size - 4);
  const prefixMost = tag0 & mask;
  const prefix = base + <usize>((tag0 >>> 16) & mask);
  let tag = page + size - 4 * <usize>reserved;
  let lastPrefix: u32 = 0;
  let lastSuffix: u32 = 0;
  let last: usize = 0;
  for (let i = reserved; i < tags; i++) {
    tag -= 4;
    const word = load<u32>(tag);
    const cb = word & mask;
    if (cb < 3) return false;
    const line = base + <usize>((word >>> 16) & mask);
    const first = <u32>load<u16>(line);
    const compressed = large ? (first & 0x8000) != 0 : (word & 0x80000000) != 0;
    let cbPrefix: u32 = 0;
    let cbSuffix = first & NODE_SIZE_MASK;
    let suffix = line + 2;
    if (compressed) {
      if (cb < 5) return false;
      cbPrefix = cbSuffix;
      if (cbPrefix > prefixMost) return false;
      cbSuffix = <u32>load<u16>(line, 2) & NODE_SIZE_MASK;
      suffix = line + 4;
    }
    if (suffix + cbSuffix >= line + cb) return false;
    if (cbPrefix + cbSuffix == 0) return i + 1 == tags && (flags & LEAF) == 0;
    if (i > reserved && isGreater(prefix, lastPrefix, last, lastSuffix, cbPrefix, suffix, cbSuffix)) return false;
    lastPrefix = cbPrefix;
    lastSuffix = cbSuffix;
    last = suffix;
  }
  return true;
}

/** Whether key A, `pa` bytes of the prefix and `ca` at `a`, is greater than key B. */
function isGreater(prefix: usize, pa: u32, a: usize, ca: u32, pb: u32, b: usize, cb: u32): bool {
  const endA = a + ca;
  const endB = b + cb;
  // The part of the prefix that both use is equal; then one of them goes on in the prefix.
  if (pa < pb) {
    for (let p = prefix + pa, end = prefix + pb; p < end; p++, a++) {
      if (a == endA) return false;
      if (load<u8>(a) != load<u8>(p)) return load<u8>(a) > load<u8>(p);
    }
  } else if (pa > pb) {
    for (let p = prefix + pb, end = prefix + pa; p < end; p++, b++) {
      if (b == endB) return true;
      if (load<u8>(p) != load<u8>(b)) return load<u8>(p) > load<u8>(b);
    }
  }
  for (; a + 8 <= endA && b + 8 <= endB; a += 8, b += 8) {
    const x = load<u64>(a);
    const y = load<u64>(b);
    if (x != y) return bswap<u64>(x) > bswap<u64>(y);
  }
  for (; a < endA && b < endB; a++, b++) {
    if (load<u8>(a) != load<u8>(b)) return load<u8>(a) > load<u8>(b);
  }
  return a < endA;
}
