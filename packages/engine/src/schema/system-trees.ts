/** Where the trees of the catalog are in every database, and what they are made with (10 §1, §5.1). */
export const systemTrees = {
  objects: { label: 'table MSysObjects', objidFDP: 2, pgnoFDP: 4, cpg: 20, kind: 'table' },
  shadow: { label: 'table MSysObjectsShadow', objidFDP: 3, pgnoFDP: 24, cpg: 5, kind: 'table' },
  name: { label: 'index Name of MSysObjects', objidFDP: 4, pgnoFDP: 7, cpg: 3, kind: 'index' },
  rootObjects: { label: 'index RootObjects of MSysObjects', objidFDP: 5, pgnoFDP: 10, cpg: 3, kind: 'index' },
} as const;

/** Pages of the shadow where pages have 2 KiB. */
export const cpgShadowOfSmallestPages = 6;

/** The object ids after those of the catalog itself (10 §1). */
export const objidObjids = 6;
export const objidLocales = 7;
