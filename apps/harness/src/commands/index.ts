import type { Command } from '../run/command';
import { bookmarkCommands } from './bookmarks';
import { columnCommands } from './columns';
import { databaseCommands } from './databases';
import { dumpCommands } from './dumps';
import { escrowCommands } from './escrow';
import { fileCommands } from './files';
import { headerCommands } from './headers';
import { indexCommands } from './indexes';
import { instanceCommands } from './instances';
import { navigationCommands } from './navigation';
import { parameterCommands } from './parameters';
import { rangeCommands } from './ranges';
import { readingCommands } from './reading';
import { sessionCommands } from './sessions';
import { tableCommands } from './tables';
import { transactionCommands } from './transactions';
import { unavailableCommands } from './unavailable';
import { updateCommands } from './updates';
import { walkCommands } from './walks';

/** Every command of the language by its name, but `crash`, `exit` and `repeat`, which are no calls. */
export const commands: ReadonlyMap<string, Command> = new Map(
  [
    bookmarkCommands,
    columnCommands,
    databaseCommands,
    dumpCommands,
    escrowCommands,
    fileCommands,
    headerCommands,
    indexCommands,
    instanceCommands,
    navigationCommands,
    parameterCommands,
    rangeCommands,
    readingCommands,
    sessionCommands,
    tableCommands,
    transactionCommands,
    unavailableCommands,
    updateCommands,
    walkCommands,
  ].flatMap((family) => Object.entries(family)),
);
