/**
 * The checksum part of the kernel (02 sections 2 and 3).
 *
 * The ECC half of the checksum is the XOR of the indices of all 1 bits. Index bits 0..6 follow from the
 * XOR of all 128-bit vectors, bits 7..10 from a binary tree over 16 vectors (at each level the right halves
 * are collected), bits 11.. from the parity of each group of 16.
 */

export const GOOD: u8 = 0;
export const BLANK: u8 = 1;
export const SUSPECT: u8 = 2;

const SEED: u32 = 0x89abcdef;
const GROUP: usize = 256;

// @ts-ignore: decorator
@inline
function parity64(a: u64, b: u64): u32 {
  return <u32>popcnt<u64>(a ^ b) & 1;
}

// @ts-ignore: decorator
@inline
function parityOf(v: v128): u32 {
  return parity64(v128.extract_lane<u64>(v, 0), v128.extract_lane<u64>(v, 1));
}

/** The 64-bit checksum of one block: ecc << 32 | xor. `header` masks the first 8 bytes. */
function blockChecksum(block: usize, size: usize, pgno: u32, header: bool): u64 {
  let total = i64x2.splat(0);
  let level0 = i64x2.splat(0);
  let level1 = i64x2.splat(0);
  let level2 = i64x2.splat(0);
  let level3 = i64x2.splat(0);
  let groups: u32 = 0;
  let group: u32 = 0;
  for (let p = block, end = block + size; p < end; p += GROUP, group++) {
    let r0 = v128.load(p, 16);
    let r1 = v128.load(p, 48);
    let r2 = v128.load(p, 80);
    let r3 = v128.load(p, 112);
    let r4 = v128.load(p, 144);
    let r5 = v128.load(p, 176);
    let r6 = v128.load(p, 208);
    let r7 = v128.load(p, 240);
    level0 = v128.xor(level0, v128.xor(v128.xor(v128.xor(r0, r1), v128.xor(r2, r3)), v128.xor(v128.xor(r4, r5), v128.xor(r6, r7))));
    r0 = v128.xor(r0, v128.load(p, 0));
    r1 = v128.xor(r1, v128.load(p, 32));
    r2 = v128.xor(r2, v128.load(p, 64));
    r3 = v128.xor(r3, v128.load(p, 96));
    r4 = v128.xor(r4, v128.load(p, 128));
    r5 = v128.xor(r5, v128.load(p, 160));
    r6 = v128.xor(r6, v128.load(p, 192));
    r7 = v128.xor(r7, v128.load(p, 224));
    level1 = v128.xor(level1, v128.xor(v128.xor(r1, r3), v128.xor(r5, r7)));
    r0 = v128.xor(r0, r1);
    r2 = v128.xor(r2, r3);
    r4 = v128.xor(r4, r5);
    r6 = v128.xor(r6, r7);
    level2 = v128.xor(level2, v128.xor(r2, r6));
    r0 = v128.xor(r0, r2);
    r4 = v128.xor(r4, r6);
    level3 = v128.xor(level3, r4);
    r0 = v128.xor(r0, r4);
    total = v128.xor(total, r0);
    groups ^= group & (0 - parityOf(r0));
  }
  if (header) {
    total = i64x2.replace_lane(total, 0, v128.extract_lane<u64>(total, 0) ^ load<u64>(block));
  }
  const a = v128.extract_lane<u64>(total, 0);
  const b = v128.extract_lane<u64>(total, 1);
  const w64 = a ^ b;
  const w = <u32>w64 ^ <u32>(w64 >> 32);
  let lo: u32 = <u32>popcnt<u32>(w & 0xaaaaaaaa) & 1;
  lo |= (<u32>popcnt<u32>(w & 0xcccccccc) & 1) << 1;
  lo |= (<u32>popcnt<u32>(w & 0xf0f0f0f0) & 1) << 2;
  lo |= (<u32>popcnt<u32>(w & 0xff00ff00) & 1) << 3;
  lo |= (<u32>popcnt<u32>(w & 0xffff0000) & 1) << 4;
  lo |= (<u32>popcnt<u32>(<u32>(w64 >> 32)) & 1) << 5;
  lo |= (<u32>popcnt<u64>(b) & 1) << 6;
  lo |= parityOf(level0) << 7;
  lo |= parityOf(level1) << 8;
  lo |= parityOf(level2) << 9;
  lo |= parityOf(level3) << 10;
  lo |= groups << 11;
  const hi = (<u32>popcnt<u64>(w64) & 1) != 0 ? lo ^ (8 * <u32>size - 1) : lo;
  return (<u64>((hi << 16) | lo) << 32) | <u64>(w ^ pgno);
}

function isBlank(page: usize, size: usize): bool {
  for (let p = page, end = page + size; p < end; p += 64) {
    const any = v128.or(
      v128.or(v128.load(p, 0), v128.load(p, 16)),
      v128.or(v128.load(p, 32), v128.load(p, 48)),
    );
    if (v128.any_true(any)) return false;
  }
  return true;
}

/** XOR of all 32-bit words but the first, seeded: the checksum of headers and legacy pages. */
function xorChecksum(page: usize, size: usize): u32 {
  let total = i64x2.splat(0);
  for (let p = page, end = page + size; p < end; p += 64) {
    total = v128.xor(
      total,
      v128.xor(
        v128.xor(v128.load(p, 0), v128.load(p, 16)),
        v128.xor(v128.load(p, 32), v128.load(p, 48)),
      ),
    );
  }
  const w = v128.extract_lane<u64>(total, 0) ^ v128.extract_lane<u64>(total, 1);
  return SEED ^ load<u32>(page) ^ <u32>w ^ <u32>(w >> 32);
}

function smallPage(page: usize, size: usize, pgno: u32): u8 {
  if ((load<u32>(page, 36) & 0x2000) != 0) {
    return blockChecksum(page, size, pgno, true) == load<u64>(page) ? GOOD : SUSPECT;
  }
  if (load<u64>(page) == 0 && isBlank(page, size)) return BLANK;
  return load<u32>(page, 4) == pgno && xorChecksum(page, size) == load<u32>(page) ? GOOD : SUSPECT;
}

function largePage(page: usize, size: usize, pgno: u32): u8 {
  if (load<u64>(page) == 0 && isBlank(page, size)) return BLANK;
  const block = size >> 2;
  if (blockChecksum(page, block, pgno, true) != load<u64>(page)) return SUSPECT;
  for (let i: usize = 1; i < 4; i++) {
    if (blockChecksum(page + i * block, block, pgno, false) != load<u64>(page + 32 + 8 * i)) return SUSPECT;
  }
  return load<u32>(page, 64) == pgno ? GOOD : SUSPECT;
}

/** GOOD when checksum and page number are right, BLANK when all bytes are 0. */
export function checkChecksum(page: usize, size: usize, pgno: u32): u8 {
  return size > 8192 ? largePage(page, size, pgno) : smallPage(page, size, pgno);
}

/** Puts the checksums, the flag that names their form, and on large pages the page number into a page. */
export function putChecksum(page: usize, size: usize, pgno: u32): void {
  store<u32>(page, load<u32>(page, 36) | 0x2000, 36);
  if (size > 8192) {
    store<u32>(page, pgno, 64);
    const block = size >> 2;
    // Block 0 covers the stored checksums of the others, so it comes last.
    for (let i: usize = 1; i < 4; i++) {
      store<u64>(page + 32 + 8 * i, blockChecksum(page + i * block, block, pgno, false));
    }
    store<u64>(page, blockChecksum(page, block, pgno, true));
  } else {
    store<u64>(page, blockChecksum(page, size, pgno, true));
  }
}
