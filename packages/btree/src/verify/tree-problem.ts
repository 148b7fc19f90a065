import type { JetErrorName } from '@esekit/core';

/** The rules a tree can break (03 §8). */
export type TreeRule =
  /** A page that cannot be read: damaged, blank, or outside the file. */
  | 'page'
  /** A pointer to no page, to a page outside the file, or to one that is part of the tree already. */
  | 'pointer'
  /** A page of another object. */
  | 'object'
  /** A page whose kind flags are not those of the root. */
  | 'kind'
  /** Root, Empty or PreInit where they must not be, or a root that is none. */
  | 'role'
  /** ParentOfLeaf elsewhere than one level above the leaves, leaves on different levels, too many levels. */
  | 'level'
  /** The header in tag 0 of the root. */
  | 'rootHeader'
  /** A page without nodes that is no empty root. */
  | 'noNodes'
  /** A node whose parts do not fit its line, or, on an inner page, one that is no pointer. */
  | 'node'
  /** Nodes out of order. */
  | 'keyOrder'
  /** NULL other than of the last node on the right edge, or none there. */
  | 'nullKey'
  /** The last key of an inner page is not its separator in the parent. */
  | 'separator'
  /** A bookmark that does not lie between the separators of its page. */
  | 'bounds'
  /** Sibling links that are not the order of the leaves. */
  | 'sibling'
  /** A key or a page prefix of a size that is not allowed. */
  | 'size';

/** A broken rule, with the page that shows it. */
export interface TreeProblem {
  readonly rule: TreeRule;
  readonly pgno: number;
  readonly error: JetErrorName;
  readonly text: string;
}

export type ProblemSink = (problem: TreeProblem) => void;

/** What a verification has seen of a tree; pages that could not be read have no nodes. */
export interface TreeFacts {
  /** Levels, 1 when the root is a leaf. */
  readonly depth: number;
  /** Pages by level, the root first. */
  readonly pagesPerLevel: readonly number[];
  /** Entries: nodes of leaves, without deleted ones. */
  readonly nodes: number;
  readonly deletedNodes: number;
  readonly problems: number;
}
