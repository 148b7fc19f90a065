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
export { externalHeader, lineStart, NodeView } from './nodes';
export { checkPageStructure } from './page-structure';
export type { StructureProblem, StructureProblemKind } from './structure-problem';
