import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'btree', include: ['test/**/*.test.ts'] } });
