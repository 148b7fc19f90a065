import { pageFromVector } from '@esekit/testkit';

/** The header vectors of 01 §2 by their name there: page size and bytes. */
const headerVectors = {
  H1: [
    4096,
    `@0 d410a898 efcdab89 2006 @16 9301 @24 9ef0c387 202e0b13 087af908 @52 03 @58 16000100
     @64 212e0b13 087a5100 202e0b13 087a710e 68021400 01 @88 212e0b13 087a51 @98 160001 @104 01
     @108 819d9908 202e0b13 087a3b08 @212 08 @216 06 @220 02 @224 f023 @232 14 @237 10
     @340 20060000 14 @508 ffffffff ffffffff @584 e913cb9b 212e0b13 087a51
     @612 0e0a8b90 212e0b13 087a4f @667 01`,
  ],
  H2: [
    16384,
    `@0 1a21cd75 efcdab89 2006 @16 b5a0 @24 6aad168d 0417001b 077c050a @52 02 @56 8b071f00 17
     @64 032f041c 0a7cc704 0f32041c 0a7c330a 68022100 17 @104 01 @108 262b15b9 0417001b 077ce708
     @212 0b @216 0a @224 f465 @232 2c01 @237 40 @296 17 @300 17 @340 20060000 14
     @348 1826031c 0a7c9f04 @416 17 @508 ffffffff ffffffff @540 03 @545 10070a09 7cd506 @580 0b
     @584 68e3326e 0f32041c 0a7c370a @612 2c91232e 0f32041c 0a7c330a @640 17 @644 6c020000 9425
     @656 68022100 17 @667 01 @672 1826031c 0a7c9f04`,
  ],
} as const satisfies Record<string, readonly [size: number, bytes: string]>;

/** The header page of a vector. */
export function headerVector(name: keyof typeof headerVectors): Uint8Array {
  const [size, bytes] = headerVectors[name];
  return pageFromVector(size, bytes);
}
