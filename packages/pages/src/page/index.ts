export {
  ctagReservedMask,
  ctagReservedShift,
  dbtimeSpecial,
  flushTypeShift,
  itagMicFreeMask,
  pageFlag,
  pageOffsets,
  tagSize,
} from './page-layout';
export { PageView } from './page-header';
export { cbPrefixOverhead, externalHeader, lineStart, NodeView, nodeSizeMask } from './nodes';
export { lineFlag, moveTag, tagCb, tagFlags, tagIb, tagOffset, writeTag, writeTagFlags } from './tags';
export { cbContiguous, cbLineMost, cbUsable, hasRoomForLine, itagLimit } from './page-space';
export { emptyPage, formatPage, type PageRole } from './page-format';
export { deleteLine, insertLine, replaceLine, reserveLine, resizeLine, setLineFlags } from './lines';
export { reorganise } from './reorganise';
export {
  checkFlushType,
  flushTypeForWrite,
  flushTypes,
  nextFlushType,
  type FlushType,
  type FlushTypeForWrite,
  type FlushTypeName,
} from './flush-type';
export { checkPageStructure } from './page-structure';
export type { StructureProblem, StructureProblemKind } from './structure-problem';
