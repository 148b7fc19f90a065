/**
 * Sort weights of single UTF-16 units, as Windows stored them.
 *
 * Provenance: taken from the entries of localized indexes in databases that Windows itself wrote (File
 * History of Windows 8.1, NLS 0x0006020E; User Access Logging of Server 2019 and WebCache of Windows 10,
 * 0x0006020F; Windows Search of Windows 10, 0x00060305), by laying each stored key beside the text of its
 * row: 2,511 texts, every character with one weight in all of them. Characters that occur in no stored
 * key are left out on purpose. A weight must never be guessed: an entry that sorts elsewhere than
 * Windows would put it is a corrupted index as soon as the file goes home.
 *
 * Ordinary characters: first and second byte of the primary weight. Their diacritic weight is the
 * neutral one, their case weight is masked by the flags that are supported.
 */
export const ordinaryWeights: Readonly<Record<string, number>> = {
  ' ': 0x0702,
  '!': 0x071c,
  $: 0x0721,
  '&': 0x0725,
  '(': 0x0727,
  ')': 0x072a,
  '*': 0x072d,
  ',': 0x072f,
  '.': 0x0733,
  '/': 0x0735,
  ':': 0x0737,
  '?': 0x073c,
  '\\': 0x0741,
  _: 0x0744,
  '{': 0x074a,
  '}': 0x074e,
  '~': 0x0750,
  '\u2019': 0x077a,
  '+': 0x0803,
  '0': 0x0d03,
  '1': 0x0d1a,
  '2': 0x0d1c,
  '3': 0x0d1e,
  '4': 0x0d20,
  '5': 0x0d22,
  '6': 0x0d24,
  '7': 0x0d26,
  '8': 0x0d28,
  '9': 0x0d2a,
  a: 0x0e02,
  b: 0x0e09,
  c: 0x0e0a,
  d: 0x0e1a,
  e: 0x0e21,
  f: 0x0e23,
  g: 0x0e25,
  h: 0x0e2c,
  i: 0x0e32,
  j: 0x0e35,
  k: 0x0e36,
  l: 0x0e48,
  m: 0x0e51,
  n: 0x0e70,
  o: 0x0e7c,
  p: 0x0e7e,
  q: 0x0e89,
  r: 0x0e8a,
  s: 0x0e91,
  t: 0x0e99,
  u: 0x0e9f,
  v: 0x0ea2,
  w: 0x0ea4,
  x: 0x0ea6,
  y: 0x0ea7,
  z: 0x0ea9,
};

/** Punctuation of the word sort: alphabetic weight, then diacritic and case weight in one byte. */
export const wordSortWeights: Readonly<Record<string, number>> = {
  "'": 0x8012,
  '-': 0x8212,
};

/** Units that leave no trace in a sort key. */
export const weightlessUnits: readonly string[] = ['\0'];
