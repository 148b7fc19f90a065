import { JetError } from '@esekit/core';
import { recordTypeNumber } from '../../records/record-sizes';
import type { PageOperation } from './page-operation';
import {
  redoDelete,
  redoDelta,
  redoDelta64,
  redoFlagDelete,
  redoFlagInsert,
  redoFlagInsertAndReplaceData,
  redoInsert,
  redoReplace,
  redoSetExternalHeader,
} from './redo-nodes';
import { redoScrub } from './redo-scrub';
import {
  redoConvertFDP2,
  redoCreateMultipleExtentFDP,
  redoCreateSingleExtentFDP,
  redoEmptyTree,
} from './redo-trees';
import { redoUndo, redoUndoInfo } from './redo-undo';

const T = recordTypeNumber;

/** Replays one page operation that is not part of a macro. */
export function redoPage(operation: PageOperation, type: number): void {
  switch (type) {
    case T.Insert:
      return redoInsert(operation);
    case T.Replace:
    case T.ReplaceD:
      return redoReplace(operation);
    case T.FlagDelete:
      return redoFlagDelete(operation);
    case T.Delete:
      return redoDelete(operation);
    case T.FlagInsert:
      return redoFlagInsert(operation);
    case T.FlagInsertAndReplaceData:
      return redoFlagInsertAndReplaceData(operation);
    case T.Delta:
      return redoDelta(operation);
    case T.Delta64:
      return redoDelta64(operation);
    case T.UndoInfo:
      return redoUndoInfo(operation);
    case T.Undo:
      return redoUndo(operation);
    case T.SetExternalHeader:
      return redoSetExternalHeader(operation);
    case T.CreateMultipleExtentFDP:
      return redoCreateMultipleExtentFDP(operation);
    case T.CreateSingleExtentFDP:
      return redoCreateSingleExtentFDP(operation);
    case T.ConvertFDP2:
      return redoConvertFDP2(operation);
    case T.EmptyTree:
      return redoEmptyTree(operation);
    case T.Scrub:
      return redoScrub(operation);
    default:
      throw new JetError('JET_errLogFileCorrupt', 'it does not stand in a macro');
  }
}
