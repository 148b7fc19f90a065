import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'pages', include: ['test/**/*.test.ts'] } });
