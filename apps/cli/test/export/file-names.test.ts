import { expect, it } from 'vitest';
import { fileNames } from '../../src/export/file-names';

it.each([
  ['SruDbIdMapTable', 'SruDbIdMapTable.jsonl'],
  ['{5C8CF1C7-7257-4F13-B223-970EF5939312}', '{5C8CF1C7-7257-4F13-B223-970EF5939312}.jsonl'],
  ['../../etc/passwd', '__.._etc_passwd.jsonl'],
  ['a\\b:c*d?"e<f>g|h', 'a_b_c_d__e_f_g_h.jsonl'],
  ['con', '_con.jsonl'],
  ['NUL.txt', '_NUL.txt.jsonl'],
  ['Com1', '_Com1.jsonl'],
  ['console', 'console.jsonl'],
  ['trailing. .', 'trailing.jsonl'],
  ['...', '_.jsonl'],
  ['', '_.jsonl'],
  ['\0\n\u202e', '___.jsonl'],
  ['Übung', 'Übung.jsonl'],
  ['x'.repeat(300), `${'x'.repeat(80)}.jsonl`],
])('%j becomes %s', (table, file) => {
  expect(fileNames([table], 'jsonl')).toEqual([file]);
});

it('no two tables get one file, whatever the file system makes of case', () => {
  const names = fileNames(['a/b', 'A?B', 'a_b', 'a_b~2', 'straße', 'STRASSE'], 'csv');
  expect(names).toEqual(['a_b.csv', 'A_B~2.csv', 'a_b~3.csv', 'a_b~2~2.csv', 'straße.csv', 'STRASSE~2.csv']);
});
