import { build } from './lib/workspace.mjs';

build();
