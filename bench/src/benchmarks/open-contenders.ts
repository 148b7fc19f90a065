import { tableName } from '../bulk/columns';
import type { TableFile } from '../bulk/table-files';
import { findProgram } from '../measure/find-program';
import type { Contender } from '../measure/rounds';
import { runCommand, WrongOutput, type Command } from '../measure/run-command';
import { esekit } from './esekit';
import { exportCommand } from './export-contenders';

export const openNames = {
  node: 'node -e 0',
  info: 'esekit info',
  firstRows: 'first 10 rows, a script with the library',
  exportHead: 'first 10 rows, esekit export piped into head',
  esedbinfo: 'esedbinfo',
} as const;

/** What a user would write; plain JavaScript, because a compiler would have to be loaded too. */
const firstRowsScript = `
import { openDatabase } from '@esekit/engine/node';
const database = openDatabase(process.argv[1]);
let count = 0;
for (const row of database.table('${tableName}').rows()) {
  console.log(JSON.stringify(row.Id));
  if (++count === 10) break;
}
database.close();`;

const firstIds = Array.from({ length: 10 }, (_, i) => i + 1).join('\n');

export function openContenders(file: TableFile): Contender[] {
  const { file: node, args } = exportCommand(file, 'jsonl');
  const { path } = file;
  const esedbinfo = findProgram('esedbinfo');
  const contenders = [
    whole('node', { file: process.execPath, args: ['-e', '0'] }, () => true),
    whole('info', esekit('info', path), (output) => output.includes('CleanShutdown')),
    whole(
      'firstRows',
      { file: process.execPath, args: ['--input-type=module', '-e', firstRowsScript, path] },
      (output) => output.trim() === firstIds,
    ),
    whole(
      'exportHead',
      { file: 'sh', args: ['-c', '"$0" "$@" 2>/dev/null | head -n 10', node, ...args] },
      (output) => output.trim().split('\n').length === 10 && output.startsWith('{"Id":1,'),
    ),
  ];
  if (esedbinfo !== undefined) {
    const command = { file: esedbinfo, args: [path] };
    contenders.push(whole('esedbinfo', command, (output) => output.includes(tableName)));
  }
  return contenders;
}

function whole(
  name: keyof typeof openNames,
  command: Command,
  isRight: (output: string) => boolean,
): Contender {
  return {
    name: openNames[name],
    bytes: 1,
    run() {
      const { seconds, output } = runCommand(command);
      if (!isRight(output)) throw new WrongOutput(`${openNames[name]}: ${output.slice(0, 200)}`);
      return seconds;
    },
  };
}
